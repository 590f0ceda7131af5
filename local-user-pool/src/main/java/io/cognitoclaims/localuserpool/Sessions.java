package io.cognitoclaims.localuserpool;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The sessions of browsers, to end them all. The eldest ends when there would be more than {@value #MOST}. Safe for use by many
 * threads.
 */
@Component
final class Sessions implements HttpSessionListener, Resettable {
    static final int MOST = 10_000;

    private final Set<HttpSession> open = new LinkedHashSet<>();

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        List<HttpSession> ended = new ArrayList<>();
        synchronized (open) {
            open.add(event.getSession());
            if (open.size() > MOST) {
                ended.add(open.iterator().next());
            }
        }
        end(ended);
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        synchronized (open) {
            open.remove(event.getSession());
        }
    }

    @Override
    public void reset() {
        List<HttpSession> all;
        synchronized (open) {
            all = List.copyOf(open);
        }
        end(all);
    }

    /** Without the lock: the server has one for each session, and takes this one second. */
    private void end(List<HttpSession> sessions) {
        for (HttpSession session : sessions) {
            try {
                session.invalidate();
            } catch (IllegalStateException ended) {
                synchronized (open) {
                    open.remove(session);
                }
            }
        }
    }
}
