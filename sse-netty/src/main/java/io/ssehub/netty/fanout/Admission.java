package io.ssehub.netty.fanout;

/** Whether a client may have a stream. */
public enum Admission {
    /** It may. */
    ADMITTED,
    /** All that it selects is closed, and holds nothing that it has not seen: it is to be told to stay away. */
    CLOSED,
    /** Its choice of selection and pace would be one too many: it is to be told to come back later. */
    FULL
}
