package io.ssehub.netty.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where text in the form of RFC 7468 is: certificates or a private key. */
public sealed interface Pem {
    /** A file, which is looked at again and again: what is new there is taken. */
    record File(Path path) implements Pem {
        private static final int MOST_BYTES = 1 << 20;

        @Override
        public String read() throws IOException {
            try {
                if (Files.size(path) > MOST_BYTES) {
                    throw new IOException(path + " is longer than 1 MiB, which no certificate or key is");
                }
                return Files.readString(path, ISO_8859_1);
            } catch (NoSuchFileException e) {
                throw new IOException("there is no file " + path, e);
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** The text itself. */
    record Text(String text) implements Pem {
        @Override
        public String read() {
            return text;
        }

        /** Names no content: it may be a key. */
        @Override
        public String toString() {
            return "the given text";
        }
    }

    /** Returns the text in a file. */
    static Pem file(Path path) {
        return new File(path);
    }

    /** Returns text that is there already. */
    static Pem text(String text) {
        return new Text(text);
    }

    /**
     * Returns the text as it is now, each byte as one character.
     *
     * @throws IOException if it cannot be read, naming the file
     */
    String read() throws IOException;
}
