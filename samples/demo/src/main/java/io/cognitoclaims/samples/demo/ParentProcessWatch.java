package io.cognitoclaims.samples.demo;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A Java agent that ends its JVM as soon as the one that started it is gone, even if that one was killed and could not
 * say good-bye: then standard input ends.
 */
public final class ParentProcessWatch {
    private ParentProcessWatch() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(String arguments) {
        Thread watch = new Thread(ParentProcessWatch::waitForTheEnd, "parent process watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void waitForTheEnd() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("Standard input can't be read: " + e.getMessage());
        }
        Runtime.getRuntime().halt(1);
    }
}
