package io.cognitoclaims.spring;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response that the application gets. It tells the {@link Operation} of the first byte, and drops everything after a
 * refusal, so that code which reports the refusal as its own error disturbs nothing.
 */
class LateResponse extends HttpServletResponseWrapper {
    private final Operation operation;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    LateResponse(HttpServletResponse response, Operation operation) {
        super(response);
        this.operation = operation;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (writer != null) {
            throw new IllegalStateException("getWriter was called before");
        }
        if (stream == null) {
            stream = operation.unlessRefused(
                    () -> new Stream(operation, super.getOutputStream()), new Stream(operation, null));
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (stream != null) {
            throw new IllegalStateException("getOutputStream was called before");
        }
        if (writer == null) {
            PrintWriter target = operation.unlessRefused(super::getWriter, new PrintWriter(Writer.nullWriter()));
            writer = new Text(operation, target);
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (operation.begin()) {
            super.flushBuffer();
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        if (operation.begin()) {
            super.sendError(status);
        }
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (operation.begin()) {
            super.sendError(status, message);
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        if (operation.begin()) {
            super.sendRedirect(location);
        }
    }

    @Override
    public void sendRedirect(String location, int status) throws IOException {
        if (operation.begin()) {
            super.sendRedirect(location, status);
        }
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        if (operation.begin()) {
            super.sendRedirect(location, clearBuffer);
        }
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (operation.begin()) {
            super.sendRedirect(location, status, clearBuffer);
        }
    }

    @Override
    public boolean isCommitted() {
        return operation.isRefused() || super.isCommitted();
    }

    @Override
    public void reset() {
        if (!operation.isRefused()) {
            super.reset();
            stream = null;
            writer = null;
        }
    }

    @Override
    public void resetBuffer() {
        if (!operation.isRefused()) {
            super.resetBuffer();
        }
    }

    // After a refusal, a filter before this one may still hold the answer back: then the container drops none of these.

    @Override
    public void setStatus(int status) {
        if (!operation.isRefused()) {
            super.setStatus(status);
        }
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (!operation.isRefused()) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (!operation.isRefused()) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        if (!operation.isRefused()) {
            super.setIntHeader(name, value);
        }
    }

    @Override
    public void addIntHeader(String name, int value) {
        if (!operation.isRefused()) {
            super.addIntHeader(name, value);
        }
    }

    @Override
    public void setDateHeader(String name, long value) {
        if (!operation.isRefused()) {
            super.setDateHeader(name, value);
        }
    }

    @Override
    public void addDateHeader(String name, long value) {
        if (!operation.isRefused()) {
            super.addDateHeader(name, value);
        }
    }

    @Override
    public void addCookie(Cookie cookie) {
        if (!operation.isRefused()) {
            super.addCookie(cookie);
        }
    }

    @Override
    public void setContentType(@Nullable String type) {
        if (!operation.isRefused()) {
            super.setContentType(type);
        }
    }

    @Override
    public void setContentLength(int length) {
        if (!operation.isRefused()) {
            super.setContentLength(length);
        }
    }

    @Override
    public void setContentLengthLong(long length) {
        if (!operation.isRefused()) {
            super.setContentLengthLong(length);
        }
    }

    @Override
    @SuppressWarnings("PreferCharsetOverload")
    public void setCharacterEncoding(@Nullable String encoding) {
        if (!operation.isRefused()) {
            super.setCharacterEncoding(encoding);
        }
    }

    @Override
    public void setCharacterEncoding(@Nullable Charset encoding) {
        if (!operation.isRefused()) {
            super.setCharacterEncoding(encoding);
        }
    }

    @Override
    public void setLocale(@Nullable Locale locale) {
        if (!operation.isRefused()) {
            super.setLocale(locale);
        }
    }

    @Override
    public void setTrailerFields(@Nullable Supplier<Map<String, String>> fields) {
        if (!operation.isRefused()) {
            super.setTrailerFields(fields);
        }
    }

    /** Drops what is written after a refusal. */
    private static final class Text extends PrintWriter {
        private final Operation operation;
        private final PrintWriter target;

        Text(Operation operation, PrintWriter target) {
            super(target);
            this.operation = operation;
            this.target = target;
        }

        @Override
        public void write(int character) {
            if (operation.begin()) {
                super.write(character);
            }
        }

        @Override
        public void write(char[] text, int offset, int length) {
            if (operation.begin()) {
                super.write(text, offset, length);
            }
        }

        @Override
        public void write(String text, int offset, int length) {
            if (operation.begin()) {
                super.write(text, offset, length);
            }
        }

        /** The end of a line is the container's too. */
        @Override
        public void println() {
            if (operation.begin()) {
                target.println();
            }
        }

        @Override
        public void flush() {
            if (operation.begin()) {
                super.flush();
            }
        }

        @Override
        public boolean checkError() {
            return operation.begin() && super.checkError();
        }

        @Override
        public void close() {
            if (operation.begin()) {
                super.close();
            }
        }
    }

    /** Drops what is written after a refusal. */
    private static final class Stream extends ServletOutputStream {
        private final Operation operation;
        private final @Nullable ServletOutputStream target;

        /** @param target null after a refusal */
        Stream(Operation operation, @Nullable ServletOutputStream target) {
            this.operation = operation;
            this.target = target;
        }

        @Override
        public boolean isReady() {
            return target == null || target.isReady();
        }

        /** After a refusal, a listener is called at once, so that it ends the request. */
        @Override
        public void setWriteListener(WriteListener listener) {
            if (target != null) {
                target.setWriteListener(listener);
                return;
            }
            try {
                listener.onWritePossible();
            } catch (IOException e) {
                listener.onError(e);
            }
        }

        @Override
        public void write(int b) throws IOException {
            if (target != null && operation.begin()) {
                target.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (target != null && operation.begin()) {
                target.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            if (target != null && operation.begin()) {
                target.flush();
            }
        }

        @Override
        public void close() throws IOException {
            if (target != null && operation.begin()) {
                target.close();
            }
        }
    }
}
