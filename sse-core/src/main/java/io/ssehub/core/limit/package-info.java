/** What one client may do, whoever else there is. */
package io.ssehub.core.limit;
