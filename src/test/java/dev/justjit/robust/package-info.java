/** Tests of what must not go wrong: broken bytecode, no memory, wrong Python, deep recursion. */
package dev.justjit.robust;
