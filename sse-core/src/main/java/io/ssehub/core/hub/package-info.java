/** The hub: events in, one total order, ids out. */
package io.ssehub.core.hub;
