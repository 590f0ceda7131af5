package io.cognitoclaims.samples.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The template keeps every rule with each plan, and what breaks one is found. */
class TemplateTest {
    /** The rule that is broken | a text that is in the template once | a wrong one in its place; # makes a comment of a line. */
    private static final String FAULTS = """
            EVENT_VERSION_FITS_THE_PLAN | LambdaVersion: !If [Lite, V1_0, V2_0] | LambdaVersion: V2_0
            EVENT_VERSION_FITS_THE_PLAN | LambdaVersion: !If [Lite, V1_0, V2_0] | LambdaVersion: V1_0
            EVENT_VERSION_FITS_THE_PLAN | LambdaVersion: !If [Lite, V1_0, V2_0] | LambdaVersion: !If [Essentials, V1_0, V2_0]
            EVENT_VERSION_FITS_THE_PLAN | LambdaVersion: !If [Lite, V1_0, V2_0] | #
            EVENT_VERSION_FITS_THE_PLAN | UserPoolTier: !Ref Plan | UserPoolTier: LITE
            EVENT_VERSION_FITS_THE_PLAN | UserPoolTier: !Ref Plan | #

            POOL_CALLS_THE_ALIAS | LambdaArn: !Ref PetPreferenceFunctionAliaslive | LambdaArn: !GetAtt PetPreferenceFunction.Arn
            POOL_CALLS_THE_ALIAS | AutoPublishAlias: live | AutoPublishAlias: current
            POOL_CALLS_THE_ALIAS | ApplyOn: PublishedVersions | ApplyOn: None
            POOL_CALLS_THE_ALIAS | PreTokenGenerationConfig: | 'PreTokenGeneration: a\n        PreTokenGenerationConfig:'

            POOL_MAY_CALL_IT | FunctionName: !Ref PetPreferenceFunctionAliaslive | FunctionName: !Ref PetPreferenceFunction
            POOL_MAY_CALL_IT | Principal: cognito-idp.amazonaws.com | Principal: lambda.amazonaws.com
            POOL_MAY_CALL_IT | Principal: cognito-idp.amazonaws.com | Principal: !Sub cognito-idp.${AWS::URLSuffix}
            POOL_MAY_CALL_IT | Action: lambda:InvokeFunction | Action: lambda:InvokeAsync
            POOL_MAY_CALL_IT | SourceArn: !GetAtt UserPool.Arn | #
            POOL_MAY_CALL_IT | SourceAccount: !Ref AWS::AccountId | #

            ONLY_LAMBDA_HAS_THE_ROLE | Service: lambda.amazonaws.com | Service: [lambda.amazonaws.com, cognito-idp.amazonaws.com]
            ONLY_LAMBDA_HAS_THE_ROLE | service-role/AWSLambdaBasicExecutionRole | AdministratorAccess
            ONLY_LAMBDA_HAS_THE_ROLE | Role: !GetAtt FunctionRole.Arn | #

            FUNCTION_ENDS_WITH_COGNITOS_PATIENCE | Timeout: 5 | Timeout: 6
            FUNCTION_ENDS_WITH_COGNITOS_PATIENCE | Timeout: 5 | #

            HANDLER_IS_A_CLASS_THAT_LAMBDA_CAN_MAKE | .trigger.PetPreferenceTrigger | .trigger.PetTrigger
            HANDLER_IS_A_CLASS_THAT_LAMBDA_CAN_MAKE | .samples.trigger.PetPreferenceTrigger | .trigger.PreTokenGenerationTrigger
            HANDLER_IS_A_CLASS_THAT_LAMBDA_CAN_MAKE | io.cognitoclaims.samples.trigger.PetPreferenceTrigger | java.lang.Object

            CODE_IS_THE_JAR_THAT_THE_BUILD_MAKES | CodeUri: target/pet-preference-trigger.jar | CodeUri: .

            LAMBDA_HAS_SUCH_FUNCTIONS | Runtime: java25 | Runtime: java11
            LAMBDA_HAS_SUCH_FUNCTIONS | Architectures: [arm64] | Architectures: [arm32]
            LAMBDA_HAS_SUCH_FUNCTIONS | MemorySize: 512 | MemorySize: 64
            LAMBDA_HAS_SUCH_FUNCTIONS | LogFormat: JSON | LogFormat: XML

            NOTHING_NEEDS_ITSELF | JAVA_TOOL_OPTIONS: | JAVA_TOOL_OPTIONS: !Ref UserPool #
            NOTHING_NEEDS_ITSELF | JAVA_TOOL_OPTIONS: | JAVA_TOOL_OPTIONS: !GetAtt UserPool.Arn #
            NOTHING_NEEDS_ITSELF | JAVA_TOOL_OPTIONS: | JAVA_TOOL_OPTIONS: !Sub "${UserPool.Arn}" #
            NOTHING_NEEDS_ITSELF | Description: What the function | Description: !Ref InvokePermission #
            NOTHING_NEEDS_ITSELF | Name: The sample APIs | Name: !Ref AppClient

            LOG_IS_NOT_KEPT_FOR_EVER | RetentionInDays: 14 | #
            LOG_IS_NOT_KEPT_FOR_EVER | LogGroup: !Ref FunctionLog | #

            CLIENT_MAY_USE_THE_CODE_GRANT | AllowedOAuthFlowsUserPoolClient: true | #
            CLIENT_MAY_USE_THE_CODE_GRANT | AllowedOAuthFlows: [code] | AllowedOAuthFlows: [implicit]
            CLIENT_MAY_USE_THE_CODE_GRANT | SupportedIdentityProviders: [COGNITO] | #
            CLIENT_MAY_USE_THE_CODE_GRANT | GenerateSecret: true | #

            CLIENT_DOES_NOT_TELL_WHO_HAS_AN_ACCOUNT | PreventUserExistenceErrors: ENABLED | #

            SCOPES_EXIST | AllowedOAuthScopes: [openid, | AllowedOAuthScopes: [
            SCOPES_EXIST | pets/read, | pets/see,
            SCOPES_EXIST | Identifier: pets | Identifier: animals
            SCOPES_EXIST | ScopeName: read | ScopeName: see
            SCOPES_EXIST | DependsOn: PetsApi | #

            ADDRESSES_OF_THE_CLIENT_ARE_ALLOWED | "http://localhost:8080/" | "http://pets.example/"
            ADDRESSES_OF_THE_CLIENT_ARE_ALLOWED | "http://localhost:8080/" | "http://localhost.pets.example/"
            ADDRESSES_OF_THE_CLIENT_ARE_ALLOWED | "http://localhost:8080/" | "http://localhost:*/"
            ADDRESSES_OF_THE_CLIENT_ARE_ALLOWED | "http://localhost:8080/" | "https://pets.example/#signed-out"
            ADDRESSES_OF_THE_CLIENT_ARE_ALLOWED | ["http://localhost:8080/callback", | ["http://localhost:8080/callback", "pets.example",

            SIGN_IN_ENDS_WHERE_THE_CLIENT_MAY_GO | redirect_uri=http://localhost:8080/callback | redirect_uri=http://localhost:8080/
            SIGN_IN_ENDS_WHERE_THE_CLIENT_MAY_GO | ["http://localhost:8080/callback", | [
            SIGN_IN_ENDS_WHERE_THE_CLIENT_MAY_GO | response_type=code | response_type=token

            SIGN_IN_PAGES_FIT_THE_PLAN | ManagedLoginVersion: !If [Lite, 1, 2] | ManagedLoginVersion: 2
            SIGN_IN_PAGES_FIT_THE_PLAN | ManagedLoginVersion: !If [Lite, 1, 2] | #
            SIGN_IN_PAGES_FIT_THE_PLAN | Condition: Essentials | #
            SIGN_IN_PAGES_FIT_THE_PLAN | ClientId: !Ref AppClient | #

            NOBODY_IS_WRITTEN_TO | AllowAdminCreateUserOnly: true | AllowAdminCreateUserOnly: false
            NOBODY_IS_WRITTEN_TO | Name: admin_only | Name: verified_email
            NOBODY_IS_WRITTEN_TO | MessageAction: SUPPRESS | #

            TEST_USER_GETS_THE_CLAIM | Name: email_verified | Name: phone_number_verified
            TEST_USER_GETS_THE_CLAIM | Value: "true" | Value: "false"

            TEST_USER_IS_ADMIN | GroupName: admin | GroupName: admins
            TEST_USER_IS_ADMIN | Username: !Ref TestUser | Username: rex

            ENVIRONMENT_IS_WHAT_THE_SAMPLES_READ | COGNITO_ISSUER= | COGNITO_POOL=
            ENVIRONMENT_IS_WHAT_THE_SAMPLES_READ | ${UserPool.ProviderURL} | ${UserPool.ProviderName}
            ENVIRONMENT_IS_WHAT_THE_SAMPLES_READ | COGNITO_CLIENT_IDS=${AppClient} | COGNITO_CLIENT_IDS=${UserPool}
            ENVIRONMENT_IS_WHAT_THE_SAMPLES_READ | TokenUse: !If [Lite, id, access] | TokenUse: access

            NO_OUTPUT_IS_A_SECRET | Value: !Ref AppClient | Value: !GetAtt AppClient.ClientSecret
            """;

    private final String template = Files.readString(Path.of("template.yaml"), UTF_8);

    TemplateTest() throws IOException {}

    @ParameterizedTest
    @EnumSource
    void theTemplateKeepsEveryRule(TemplateRule rule) throws Exception {
        for (Template deployed : deployments(template)) {
            rule.check(deployed);
        }
    }

    @ParameterizedTest(name = "{0}: {2} for {1}")
    @CsvSource(delimiter = '|', textBlock = FAULTS)
    void aFaultBreaksItsRuleAndNoOther(TemplateRule rule, String text, String wrong) {
        assertThat(template.split(Pattern.quote(text), -1)).as("text around it").hasSize(2);
        List<Template> deployments = deployments(template.replace(text, wrong));
        assertThat(TemplateRule.values())
                .filteredOn(each -> deployments.stream().anyMatch(deployed -> breaks(deployed, each)))
                .containsExactly(rule);
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleHasAFaultThatBreaksIt(TemplateRule rule) {
        assertThat(FAULTS.lines()).anyMatch(fault -> fault.startsWith(rule + " | "));
    }

    private static boolean breaks(Template template, TemplateRule rule) {
        return catchThrowable(() -> rule.check(template)) != null;
    }

    /** As it is deployed with each of the plans that it offers. */
    private static List<Template> deployments(String yaml) {
        Object plans = Template.of(yaml, Map.of()).at("Parameters", "Plan", "AllowedValues");
        return ((List<?>) Objects.requireNonNull(plans))
                .stream()
                        .map(plan -> Template.of(
                                yaml, Map.of("Plan", (String) plan, "TestUserEmail", "test-user@amazon.com")))
                        .toList();
    }
}
