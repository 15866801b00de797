/** Files: read without trust, digests, written whole or not at all, held by one process. */
@NullMarked
package org.neurochains.file;

import org.jspecify.annotations.NullMarked;
