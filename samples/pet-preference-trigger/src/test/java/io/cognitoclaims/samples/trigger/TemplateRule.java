package io.cognitoclaims.samples.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.cognitoclaims.samples.trigger.Template.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must be true of the template for the samples to work, and what validators of templates do not look at. */
enum TemplateRule {
    /** A pool of the plan Lite sends events of version 1 only, which is also what a pool does that names no version. */
    EVENT_VERSION_FITS_THE_PLAN {
        @Override
        void check(Template template) {
            assertThat(template.property("UserPool", "UserPoolTier")).isEqualTo(template.parameter("Plan"));
            assertThat(template.property("UserPool", "LambdaConfig", "PreTokenGenerationConfig", "LambdaVersion"))
                    .isEqualTo(isLite(template) ? "V1_0" : "V2_0");
        }
    },

    /** SnapStart works for published versions only, so the pool calls the alias that follows them. */
    POOL_CALLS_THE_ALIAS {
        @Override
        void check(Template template) {
            assertThat(template.property("UserPool", "LambdaConfig", "PreTokenGeneration"))
                    .isNull();
            assertThat(template.property("UserPool", "LambdaConfig", "PreTokenGenerationConfig", "LambdaArn"))
                    .isEqualTo(ALIAS);
            assertThat(template.property(FUNCTION, "AutoPublishAlias")).isEqualTo("live");
            assertThat(template.property(FUNCTION, "SnapStart", "ApplyOn")).isEqualTo("PublishedVersions");
        }
    },

    /** Permission to call a function is not permission to call its alias, and it is the pool's, not every pool's. */
    POOL_MAY_CALL_IT {
        @Override
        void check(Template template) {
            assertThat(template.at("Resources", "InvokePermission", "Properties"))
                    .isEqualTo(Map.of(
                            "Action",
                            "lambda:InvokeFunction",
                            "FunctionName",
                            ALIAS,
                            "Principal",
                            "cognito-idp.amazonaws.com",
                            "SourceArn",
                            Call.getAtt("UserPool.Arn"),
                            "SourceAccount",
                            Call.ref("AWS::AccountId")));
        }
    },

    /** Cognito never takes on the role of the function, whatever old articles say. */
    ONLY_LAMBDA_HAS_THE_ROLE {
        @Override
        void check(Template template) {
            assertThat(template.property(FUNCTION, "Role")).isEqualTo(Call.getAtt("FunctionRole.Arn"));
            assertThat(template.list("FunctionRole", "AssumeRolePolicyDocument", "Statement"))
                    .isEqualTo(List.of(Map.of(
                            "Effect", "Allow",
                            "Principal", Map.of("Service", "lambda.amazonaws.com"),
                            "Action", "sts:AssumeRole")));
            assertThat(template.list("FunctionRole", "ManagedPolicyArns"))
                    .singleElement()
                    .asString()
                    .endsWith(":policy/service-role/AWSLambdaBasicExecutionRole");
        }
    },

    /** Cognito waits 5 seconds; a function that runs on answers nobody. */
    FUNCTION_ENDS_WITH_COGNITOS_PATIENCE {
        @Override
        void check(Template template) {
            assertThat(template.property(FUNCTION, "Timeout")).isIn(1, 2, 3, 4, 5);
        }
    },

    HANDLER_IS_A_CLASS_THAT_LAMBDA_CAN_MAKE {
        @Override
        void check(Template template) throws ReflectiveOperationException {
            Object handler = Objects.requireNonNull(template.property(FUNCTION, "Handler"));
            assertThat(Class.forName(handler.toString()).getConstructor().newInstance())
                    .isInstanceOf(RequestStreamHandler.class);
        }
    },

    CODE_IS_THE_JAR_THAT_THE_BUILD_MAKES {
        @Override
        void check(Template template) throws IOException {
            String pom = Files.readString(Path.of("pom.xml"), UTF_8);
            assertThat(pom).contains("<finalName>${project.artifactId}</finalName>");
            assertThat(pom).contains("\n  <artifactId>pet-preference-trigger</artifactId>");
            assertThat(template.property(FUNCTION, "CodeUri")).isEqualTo("target/pet-preference-trigger.jar");
        }
    },

    /** Validators take what SAM describes as it is. */
    LAMBDA_HAS_SUCH_FUNCTIONS {
        @Override
        void check(Template template) {
            assertThat(template.property(FUNCTION, "Runtime")).isIn("java21", "java25");
            assertThat(template.list(FUNCTION, "Architectures")).isIn(List.of("arm64"), List.of("x86_64"));
            assertThat((Integer) template.property(FUNCTION, "MemorySize")).isBetween(128, 10_240);
            assertThat(template.property(FUNCTION, "LoggingConfig", "LogFormat"))
                    .isEqualTo("JSON");
        }
    },

    /** What is needed first can't need what it is needed for; validators miss the alias, which SAM makes. */
    NOTHING_NEEDS_ITSELF {
        @Override
        void check(Template template) {
            assertThat(template.names("Resources"))
                    .allSatisfy(
                            resource -> assertThat(template.neededFor(resource)).doesNotContain(resource));
        }
    },

    LOG_IS_NOT_KEPT_FOR_EVER {
        @Override
        void check(Template template) {
            assertThat(template.property(FUNCTION, "LoggingConfig", "LogGroup")).isEqualTo(Call.ref("FunctionLog"));
            assertThat(template.property("FunctionLog", "RetentionInDays")).isInstanceOf(Integer.class);
        }
    },

    /** Without the first of these settings, tokens are refused with {@code invalid_grant}. */
    CLIENT_MAY_USE_THE_CODE_GRANT {
        @Override
        void check(Template template) {
            assertThat(template.property(CLIENT, "AllowedOAuthFlowsUserPoolClient"))
                    .isEqualTo(true);
            assertThat(template.list(CLIENT, "AllowedOAuthFlows")).isEqualTo(List.of("code"));
            assertThat(template.list(CLIENT, "SupportedIdentityProviders")).isEqualTo(List.of("COGNITO"));
            assertThat(template.property(CLIENT, "GenerateSecret")).isEqualTo(true);
        }
    },

    CLIENT_DOES_NOT_TELL_WHO_HAS_AN_ACCOUNT {
        @Override
        void check(Template template) {
            assertThat(template.property(CLIENT, "PreventUserExistenceErrors")).isEqualTo("ENABLED");
        }
    },

    /** The scopes {@code email} and others need {@code openid}; those of a resource server must exist before the client. */
    SCOPES_EXIST {
        @Override
        void check(Template template) {
            String server = template.property("PetsApi", "Identifier") + "/";
            List<String> custom = template.list("PetsApi", "Scopes").stream()
                    .map(scope -> server + ((Map<?, ?>) scope).get("ScopeName"))
                    .toList();
            assertThat(template.list(CLIENT, "AllowedOAuthScopes"))
                    .isEqualTo(Stream.concat(Stream.of("openid", "email"), custom.stream())
                            .toList());
            assertThat(custom).contains("pets/read");
            assertThat(template.at("Resources", CLIENT, "DependsOn")).isEqualTo("PetsApi");
        }
    },

    /** Plain http is taken for this machine only, and there are neither wildcards nor fragments. */
    ADDRESSES_OF_THE_CLIENT_ARE_ALLOWED {
        @Override
        void check(Template template) {
            for (String list : List.of("CallbackURLs", "LogoutURLs")) {
                assertThat(template.list(CLIENT, list))
                        .isNotEmpty()
                        .allSatisfy(
                                address -> assertThat(address.toString())
                                        .matches(
                                                "https://[^#*]+|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?(/[^#*]*)?"));
            }
        }
    },

    SIGN_IN_ENDS_WHERE_THE_CLIENT_MAY_GO {
        @Override
        void check(Template template) {
            String address = output(template, "SignInUrl");
            assertThat(address).contains("/login?response_type=code&client_id=${AppClient}&redirect_uri=");
            assertThat(template.list(CLIENT, "CallbackURLs").contains(address.substring(address.lastIndexOf('=') + 1)))
                    .as("%s is a callback", address)
                    .isTrue();
        }
    },

    /** Managed login shows pages only with a style; the plan Lite has the classic pages alone. */
    SIGN_IN_PAGES_FIT_THE_PLAN {
        @Override
        void check(Template template) {
            assertThat(template.property("Domain", "ManagedLoginVersion")).isEqualTo(isLite(template) ? 1 : 2);
            assertThat(template.names("Resources").contains("LoginStyle")).isEqualTo(!isLite(template));
            assertThat(template.property("LoginStyle", "ClientId")).isEqualTo(Call.ref(CLIENT));
        }
    },

    /** Nobody signs up, and nothing is mailed to an address that may be a stranger's. */
    NOBODY_IS_WRITTEN_TO {
        @Override
        void check(Template template) {
            assertThat(template.property("UserPool", "AdminCreateUserConfig", "AllowAdminCreateUserOnly"))
                    .isEqualTo(true);
            assertThat(template.list("UserPool", "AccountRecoverySetting", "RecoveryMechanisms"))
                    .isEqualTo(List.of(Map.of("Name", "admin_only", "Priority", 1)));
            assertThat(template.property("TestUser", "MessageAction")).isEqualTo("SUPPRESS");
        }
    },

    /** The trigger believes a verified address only, and the attribute is text. */
    TEST_USER_GETS_THE_CLAIM {
        @Override
        void check(Template template) {
            assertThat(template.list("TestUser", "UserAttributes"))
                    .isEqualTo(List.of(
                            Map.of("Name", "email", "Value", template.parameter("TestUserEmail")),
                            Map.of("Name", "email_verified", "Value", "true")));
        }
    },

    TEST_USER_IS_ADMIN {
        @Override
        void check(Template template) {
            assertThat(template.property("AdminGroup", "GroupName")).isEqualTo("admin");
            assertThat(template.property("TestUserIsAdmin", "GroupName")).isEqualTo(Call.ref("AdminGroup"));
            assertThat(template.property("TestUserIsAdmin", "Username")).isEqualTo(Call.ref("TestUser"));
        }
    },

    /** With events of version 1 only ID tokens carry the claim. */
    ENVIRONMENT_IS_WHAT_THE_SAMPLES_READ {
        @Override
        void check(Template template) throws IOException {
            Map<String, String> environment = output(template, "Environment")
                    .lines()
                    .map(line -> line.split("=", 2))
                    .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1]));
            assertThat(environment)
                    .isEqualTo(Map.of(
                            "COGNITO_ISSUER", "${UserPool.ProviderURL}",
                            "COGNITO_CLIENT_IDS", "${AppClient}",
                            "COGNITO_TOKEN_USE", isLite(template) ? "id" : "access"));
            for (String settings : SETTINGS_OF_THE_SAMPLES) {
                assertThat(variablesIn(Path.of(settings))).isEqualTo(environment.keySet());
            }
        }
    },

    /** Everybody who may look at a stack may read its outputs. */
    NO_OUTPUT_IS_A_SECRET {
        @Override
        void check(Template template) {
            assertThat(template.names("Outputs"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(template.at("Outputs", name, "Value"))
                            .asString()
                            .doesNotContainIgnoringCase("secret"));
        }
    };

    private static final String FUNCTION = "PetPreferenceFunction";
    private static final Call ALIAS = Call.ref(FUNCTION + "Aliaslive");
    private static final String CLIENT = "AppClient";
    private static final List<String> SETTINGS_OF_THE_SAMPLES = List.of(
            "../servlet-api/src/main/java/io/cognitoclaims/samples/servletapi/Settings.java",
            "../spring-api/src/main/resources/application.yaml");

    private static final Set<String> ELSEWHERE_THAN_IN_AWS = Set.of("COGNITO_JWKS_URI", "COGNITO_ALLOW_INSECURE_HTTP");

    abstract void check(Template template) throws Exception;

    private static boolean isLite(Template template) {
        return template.parameter("Plan").equals("LITE");
    }

    private static String output(Template template, String name) {
        return Objects.requireNonNull(template.at("Outputs", name, "Value"), name)
                .toString();
    }

    /** All but what no sample needs for a pool in AWS: an address of the keys, and plain HTTP. */
    private static Set<String> variablesIn(Path settings) throws IOException {
        return Pattern.compile("COGNITO_[A-Z_]+")
                .matcher(Files.readString(settings, UTF_8))
                .results()
                .map(MatchResult::group)
                .filter(name -> !ELSEWHERE_THAN_IN_AWS.contains(name))
                .collect(Collectors.toSet());
    }
}
