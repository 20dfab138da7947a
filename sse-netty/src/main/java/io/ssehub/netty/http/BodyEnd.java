package io.ssehub.netty.http;

/** Follows the last piece of a request's body, also where there is no body. */
enum BodyEnd {
    INSTANCE
}
