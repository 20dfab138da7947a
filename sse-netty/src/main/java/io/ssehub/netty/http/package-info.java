/**
 * HTTP/1.1 and HTTP/1.0 as RFC 9110 and RFC 9112 have it, and HTTP/2 as RFC 9113 does, with nothing forgiven: requests in, answers out, event streams handed to the
 * fan-out.
 *
 * <pre>
 *   bytes ─▶ RequestDecoder ─Request, body─▶ Http1Connection ─Exchange─▶ RequestHandler
 *   bytes ◀───────────── AnswerEncoder ◀──── Http1Connection ◀──────── Answer ────┘
 *
 *   frames ◀─▶ Http2Connection ◀─▶ one Http2Request for each stream ◀─Exchange, Answer─▶ RequestHandler
 * </pre>
 */
package io.ssehub.netty.http;
