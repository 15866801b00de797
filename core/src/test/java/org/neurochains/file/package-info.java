/** Tests of what reading a file needs. */
@NullMarked
package org.neurochains.file;

import org.jspecify.annotations.NullMarked;
