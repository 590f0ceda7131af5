package io.cognitoclaims.samples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * A port to listen on.
 *
 * @param number 0 takes a free one
 */
record Port(int number) {
    /**
     * {@return the port that the variable {@code name} says, or else {@code usual}, or a free one if that is in use}
     *
     * @param out where the last is told
     * @throws IllegalArgumentException if the variable says none, or one that is in use
     */
    static Port of(Map<String, String> environment, String name, int usual, PrintStream out) {
        String chosen = environment.get(name);
        if (chosen == null) {
            return usual(name, usual, out);
        }
        if (!chosen.matches("[0-9]{1,5}") || Integer.parseInt(chosen) > 65_535) {
            throw new IllegalArgumentException(name + ": must be a port from 0 to 65535");
        }
        int number = Integer.parseInt(chosen);
        if (!isFree(number)) {
            throw new IllegalArgumentException(name + ": port " + number + " is in use");
        }
        return new Port(number);
    }

    private static Port usual(String name, int number, PrintStream out) {
        if (isFree(number)) {
            return new Port(number);
        }
        out.println("Port " + number + " is in use, so a free one is taken; " + name + " would choose one.");
        return new Port(0);
    }

    private static boolean isFree(int number) {
        try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
