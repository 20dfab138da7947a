/** The event and its wire format: WHATWG HTML 9.2, server-sent events. */
package io.ssehub.core.event;
