package dev.justjit.lower;

import dev.justjit.ir.Node;
import java.util.List;

/**
 * The values that a node uses.
 *
 * @param operands to work on, which no slot holds
 * @param exits to leave, which no slot holds
 * @param served to work on, from slots of the frame
 * @param isMade whether the node's own value needs a place as soon as it is made
 */
record NodeUses(
        Node node, List<Node> operands, List<Node> exits, List<Node> served, boolean isMade) {}
