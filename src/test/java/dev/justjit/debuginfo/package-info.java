/** What profilers and debuggers of the system see of machine code. */
package dev.justjit.debuginfo;
