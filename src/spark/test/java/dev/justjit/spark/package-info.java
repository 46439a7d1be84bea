/** Tests with Spark itself: its own SQL gives the results that Python's are compared with. */
package dev.justjit.spark;
