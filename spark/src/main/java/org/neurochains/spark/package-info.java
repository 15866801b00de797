/** Runs the trials of a study on Apache Spark. */
@NullMarked
package org.neurochains.spark;

import org.jspecify.annotations.NullMarked;
