/**
 * HTTP/1.1 and HTTP/1.0 as RFC 9110 and RFC 9112 have it, with nothing forgiven: requests in, answers out in order, event streams handed to the fan-out.
 *
 * <pre>
 *   bytes ─▶ RequestDecoder ─Request, body─▶ Http1Connection ─Exchange─▶ RequestHandler
 *   bytes ◀───────────── AnswerEncoder ◀──── Http1Connection ◀──────── Answer ────┘
 * </pre>
 */
package io.ssehub.netty.http;
