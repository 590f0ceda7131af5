package io.cognitoclaims.samples.mcpserverspring;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.spring.CurrentToken;
import org.springframework.ai.mcp.annotation.McpTool;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Each call has the token of its own request. */
@Component
class PetTools {
    private final CurrentToken token;
    private final String resource;

    PetTools(CurrentToken token, @Value("${cognito-claims.resources}") String resource) {
        this.token = token;
        this.resource = resource;
    }

    @McpTool(description = "Tells which pet you like")
    String pet() {
        token.requireScopes(resource + "/read");
        return token.get(PET_PREFERENCE)
                .map(pet -> "You like " + PET_PREFERENCE.encode(pet) + ".")
                .orElse("You like no pet.");
    }

    @McpTool(description = "Goes for a walk with your pet")
    String walk() {
        token.requireScopes(resource + "/read", resource + "/walk");
        return "We had a walk.";
    }
}
