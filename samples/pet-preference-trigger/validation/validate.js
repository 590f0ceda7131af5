// Says what AWS's validator has against the template, with whichever plan. A warning counts as a fault; advice does not.
import { fileURLToPath } from "node:url";
import { CelEngine, TemplateFile } from "@aws/cloudformation-validate";

const path = process.argv[2] ?? fileURLToPath(new URL("../template.yaml", import.meta.url));
const engine = new CelEngine();
const { status, metadata, diagnostics } = engine.validateStandard(new TemplateFile(path), { severityLevel: "WARN" });
engine.free();

for (const { startLine, severity, ruleId, message } of diagnostics) {
  console.error(`${path}:${startLine}: ${severity} ${ruleId}: ${message}`);
}
console.log(`${path}: ${diagnostics.length} faults, ${metadata.rulesEvaluated} rules, ${metadata.resourcesScanned} resources`);
if (status !== "OK" || diagnostics.length > 0) {
  console.error(`${path}: ${status}`);
  process.exitCode = 1;
}
