package io.cognitoclaims.localuserpool.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.ConnectException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.AnnotationConfigContextLoader;

/** The properties that an application of Spring gets; samples have whole tests of applications. */
class WithLocalUserPoolTest {
    private static final String CLIENT_IDS = "cognito-claims.user-pools[0].client-ids";

    @Test
    void theApplicationAcceptsTheClientsOfTheSettings() {
        try (GenericApplicationContext context = customized(OwnClients.class)) {
            assertThat(context.getEnvironment().getProperty(CLIENT_IDS)).isEqualTo("one,two");
            assertThat(context.getEnvironment().getProperty("cognito-claims.user-pools[0].issuer"))
                    .isEqualTo(context.getBean(LocalUserPool.class).issuer());
        }
    }

    @Test
    void theApplicationAcceptsTheFirstClientOfThePoolUnlessSettingsNameOthers() {
        try (GenericApplicationContext context = customized(Shipped.class)) {
            assertThat(context.getEnvironment().getProperty(CLIENT_IDS)).isEqualTo("55pb79dl8gm0i1ho9hdre91r3k");
        }
    }

    @Test
    void thePoolEndsWithAnApplicationThatDoesNotStart() {
        GenericApplicationContext context = new GenericApplicationContext();
        customize(context, Shipped.class);
        LocalUserPool[] pool = new LocalUserPool[1];
        context.addBeanFactoryPostProcessor(beans -> {
            pool[0] = beans.getBean(LocalUserPool.class);
            throw new IllegalStateException("does not start");
        });

        assertThatIllegalStateException().isThrownBy(context::refresh).withMessage("does not start");

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Api.kids(pool[0]));
    }

    @Test
    void aSettingWithoutAValueIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> customized(NoValue.class))
                .withMessageContaining("user-pool.id must be <name>=<value>");
    }

    private static GenericApplicationContext customized(Class<?> test) {
        GenericApplicationContext context = new GenericApplicationContext();
        customize(context, test);
        context.refresh();
        return context;
    }

    private static void customize(GenericApplicationContext context, Class<?> test) {
        ContextCustomizer customizer =
                Objects.requireNonNull(new LocalUserPoolCustomizerFactory().createContextCustomizer(test, List.of()));
        customizer.customizeContext(
                context, new MergedContextConfiguration(test, null, null, null, new AnnotationConfigContextLoader()));
    }

    @WithLocalUserPool(
            settings = {
                "user-pool.clients[0].id=one",
                "user-pool.clients[0].auth-flows=ALLOW_USER_PASSWORD_AUTH",
                "user-pool.clients[1].id=two",
                "user-pool.clients[1].auth-flows=ALLOW_USER_PASSWORD_AUTH"
            })
    private static final class OwnClients {}

    @WithLocalUserPool
    private static final class Shipped {}

    @WithLocalUserPool(settings = "user-pool.id")
    private static final class NoValue {}
}
