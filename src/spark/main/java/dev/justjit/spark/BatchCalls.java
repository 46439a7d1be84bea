package dev.justjit.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.HigherOrderFunction;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateMode;
import org.apache.spark.sql.catalyst.expressions.aggregate.Complete$;
import org.apache.spark.sql.catalyst.expressions.aggregate.Partial$;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Calls in expressions that one operator can compute below them: they are always made, and need only its input. */
final class BatchCalls {
    private final AttributeSet input;
    private final List<Alias> found = new ArrayList<>();

    BatchCalls(AttributeSet input) {
        this.input = input;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    Seq<NamedExpression> aliases() {
        return Scala.seq(new ArrayList<>(found));
    }

    /** Looks for calls whose arguments have none. */
    void find(Expression expression) {
        int before = found.size();
        always(expression).forEach(this::find);
        if (found.size() == before && isCall(expression) && replacement(expression) == null) {
            found.add(alias(expression));
        }
    }

    private static Alias alias(Expression call) {
        return new Alias(
                call,
                ((ApplyFunctionExpression) call).function().name(),
                NamedExpression.newExprId(),
                Scala.seq(List.of()),
                Option.empty(),
                Scala.seq(List.of()));
    }

    /** What is evaluated whenever the expression is. */
    private static List<Expression> always(Expression expression) {
        if (expression instanceof ConditionalExpression conditional) {
            return CollectionConverters.asJava(conditional.alwaysEvaluatedInputs());
        } else if (expression instanceof And || expression instanceof Or) {
            return List.of(expression.children().head());
        } else if (expression instanceof HigherOrderFunction) {
            return List.of();
        } else if (expression instanceof AggregateExpression aggregate) {
            return aggregate.filter().isEmpty() && takesRows(aggregate.mode())
                    ? List.of(aggregate.aggregateFunction())
                    : List.of();
        }
        return CollectionConverters.asJava(expression.children());
    }

    /** Others take what those have made of them. */
    private static boolean takesRows(AggregateMode mode) {
        return mode == Partial$.MODULE$ || mode == Complete$.MODULE$;
    }

    private boolean isCall(Expression expression) {
        return expression instanceof ApplyFunctionExpression call
                && call.function() instanceof ObjectScalar function
                && function.spec.signature().hasColumns()
                && call.references().subsetOf(input)
                && !hasCall(call);
    }

    private static boolean hasCall(Expression call) {
        for (Expression child : CollectionConverters.asJava(call.children())) {
            if (child.exists(
                    each ->
                            each instanceof ApplyFunctionExpression inner
                                    && inner.function() instanceof ObjectScalar)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Alias replacement(Expression expression) {
        for (Alias each : found) {
            if (each.child().semanticEquals(expression)) {
                return each;
            }
        }
        return null;
    }

    /** The expression with what was found as columns. */
    Expression replaced(Expression expression) {
        Alias alias = replacement(expression);
        return alias != null
                ? (Expression) alias.toAttribute()
                : expression.mapChildren(this::replaced);
    }
}
