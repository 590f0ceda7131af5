package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSessionEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.session.StandardSession;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final Sessions sessions = new Sessions();

    @Test
    void theEldestSessionEndsWhenThereAreTooMany() {
        StandardManager manager = new StandardManager();
        manager.setContext(new StandardContext());
        List<StandardSession> opened = new ArrayList<>();
        for (int i = 0; i <= Sessions.MOST; i++) {
            StandardSession session = new StandardSession(manager);
            session.setValid(true);
            opened.add(session);
            sessions.sessionCreated(new HttpSessionEvent(session.getSession()));
        }

        assertThat(opened.get(0).isValid()).isFalse();
        assertThat(opened.get(1).isValid()).isTrue();
        assertThat(opened.get(Sessions.MOST).isValid()).isTrue();
    }
}
