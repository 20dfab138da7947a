package io.ssehub.netty.readers;

/** Where in the bytes of a stream, which are chunks of one event each, a connection is cut. */
enum CutPlace {
    IN_DATA("\ndata: ", 3),
    IN_ID("\nid: ", 15),
    BEHIND_EVENT("\n\n", 0),
    AT_CHUNK_BOUNDARY("\n\n\r\n", 0),
    IN_CHUNK_SIZE("\n\n\r\n", 1);

    private final String mark;
    private final int bytesBehind;

    CutPlace(String mark, int bytesBehind) {
        this.mark = mark;
        this.bytesBehind = bytesBehind;
    }

    /** Whether the byte before {@code end} is the last to be let through. */
    boolean isAt(byte[] bytes, int end) {
        int from = end - bytesBehind - mark.length();
        for (int i = 0; i < mark.length(); i++) {
            if (from < 0 || bytes[from + i] != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
