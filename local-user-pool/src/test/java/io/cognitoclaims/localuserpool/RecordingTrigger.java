package io.cognitoclaims.localuserpool;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A trigger that keeps its events and answers as the test says. The pool makes it by name, so its state is static. */
public final class RecordingTrigger implements RequestStreamHandler {
    static final List<JsonNode> EVENTS = new CopyOnWriteArrayList<>();

    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicReference<Answer> ANSWER = new AtomicReference<>(event -> event.toString());

    interface Answer {
        String to(ObjectNode event) throws IOException;
    }

    /** Forgets all events; the trigger then returns the event unchanged. */
    static void reset() {
        EVENTS.clear();
        ANSWER.set(event -> event.toString());
    }

    static void answer(Answer answer) {
        ANSWER.set(answer);
    }

    /** The trigger returns the event with this response. */
    static void respond(String response) {
        answer(event -> event.set("response", JSON.readTree(response)).toString());
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        ObjectNode event = (ObjectNode) JSON.readTree(input);
        EVENTS.add(event.deepCopy());
        output.write(JSON.writeValueAsBytes(JSON.readTree(ANSWER.get().to(event))));
    }
}
