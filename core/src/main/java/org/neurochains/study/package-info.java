/** Thousands of trials, each one region with one solver: planned, run, stored, resumed, exported and drawn. */
@NullMarked
package org.neurochains.study;

import org.jspecify.annotations.NullMarked;
