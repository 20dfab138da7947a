package io.ssehub.core.channel;

/** Why a channel is closed to a client. A client is told none of these, so that it learns nothing about the channels of others. */
public enum Refusal {
    /** There is no channel of that number. */
    OUT_OF_RANGE,
    /** The channel is free; its lease may have run out. */
    NOT_LEASED,
    /** The channel is leased to another address. */
    OTHER_ADDRESS,
    /** The channel asks for a token, and the one shown is not it. */
    WRONG_TOKEN
}
