package io.ssehub.demo.channel;

/** What opens a channel to its client. */
public enum Opening {
    /** The client's address. */
    ADDRESS,
    /** The channel's URL as well, which carries a token that nobody can guess. */
    TOKEN,
    /** The same, given only to who has a right to all states, until their credentials expire. */
    GRANT
}
