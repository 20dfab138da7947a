package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.Socket;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** The other tester at the end of a connection: a message a line, as JSON. One thread may send while another receives. */
final class Peer implements Closeable {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultVisibility(all -> all.withFieldVisibility(Visibility.ANY))
            .addModule(new SimpleModule().addSerializer(new HistogramSerializer()).addDeserializer(Histogram.class, new HistogramDeserializer()))
            .build();

    private final Socket socket;
    private final BufferedReader in;
    private final Writer out;

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        this.out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), UTF_8));
        socket.setTcpNoDelay(true);
    }

    synchronized void send(Message message) throws IOException {
        out.write(MAPPER.writerFor(Message.class).writeValueAsString(message));
        out.write('\n');
        out.flush();
    }

    /**
     * Waits for the next message.
     *
     * @throws IOException if the other has gone, or is no tester
     */
    Message receive() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("the other tester has gone");
        }
        try {
            return MAPPER.readValue(line, Message.class);
        } catch (JacksonException e) {
            throw new IOException("who is at " + socket.getRemoteSocketAddress() + " is no tester of this version: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Waits for a message of that kind.
     *
     * @throws IOException if it is another, too
     */
    <T extends Message> T receive(Class<T> kind) throws IOException {
        Message message = receive();
        if (!kind.isInstance(message)) {
            throw new IOException("a " + kind.getSimpleName() + " was expected, and not a " + message.getClass().getSimpleName());
        }
        return kind.cast(message);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class HistogramSerializer extends StdSerializer<Histogram> {
        HistogramSerializer() {
            super(Histogram.class);
        }

        @Override
        public void serialize(Histogram histogram, JsonGenerator generator, SerializationContext context) {
            generator.writeBinary(Times.compress(histogram));
        }
    }

    private static final class HistogramDeserializer extends StdDeserializer<Histogram> {
        HistogramDeserializer() {
            super(Histogram.class);
        }

        @Override
        public Histogram deserialize(JsonParser parser, DeserializationContext context) {
            try {
                return Times.decompress(parser.getBinaryValue());
            } catch (DataFormatException e) {
                return context.reportInputMismatch(this, "no histogram");
            }
        }
    }
}
