/** A python3.13 as the host: the embedded interpreter program, started as a user starts it. */
package dev.justjit.stock;
