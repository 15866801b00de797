/** Tests of running on Spark. */
@NullMarked
package org.neurochains.spark;

import org.jspecify.annotations.NullMarked;
