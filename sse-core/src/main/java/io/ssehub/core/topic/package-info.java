/** Topics, the names under which events are published, and selections of them. */
package io.ssehub.core.topic;
