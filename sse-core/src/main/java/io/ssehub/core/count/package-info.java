/** What happened, counted by name and cause, for whatever exporter an application uses. */
package io.ssehub.core.count;
