/** What reading a file that is not trusted needs: bytes within bounds, element types, digests, texts in messages. */
@NullMarked
package org.neurochains.file;

import org.jspecify.annotations.NullMarked;
