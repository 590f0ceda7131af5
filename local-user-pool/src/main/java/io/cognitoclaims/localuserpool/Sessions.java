package io.cognitoclaims.localuserpool;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The sessions of browsers, to end them all. */
@Component
final class Sessions implements HttpSessionListener, Resettable {
    private final Set<HttpSession> open = ConcurrentHashMap.newKeySet();

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        open.add(event.getSession());
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        open.remove(event.getSession());
    }

    @Override
    public void reset() {
        for (HttpSession session : List.copyOf(open)) {
            try {
                session.invalidate();
            } catch (IllegalStateException ended) {
                open.remove(session);
            }
        }
    }
}
