package dev.justjit.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.aggregate.BaseAggregateExec;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Moves calls of Python functions out of projections, aggregates and filters into {@link BatchExec} below them. What is
 * under a condition (CASE, AND, lambdas) stays where it is and is called row by row.
 */
final class BatchRule extends Rule<SparkPlan> {
    @Override
    public SparkPlan apply(SparkPlan plan) {
        SparkPlan node = plan.mapChildren(this::apply);
        if (node instanceof ProjectExec || node instanceof BaseAggregateExec) {
            return withBatches(node);
        }
        return node instanceof FilterExec filter ? filter(filter) : node;
    }

    /** Functions whose arguments have calls themselves come in a second turn, above the first ones. */
    private static SparkPlan withBatches(SparkPlan node) {
        SparkPlan result = node;
        while (true) {
            SparkPlan child = result.children().head();
            BatchCalls calls = new BatchCalls(child.outputSet());
            CollectionConverters.asJava(result.expressions()).forEach(calls::find);
            if (calls.isEmpty()) {
                return result;
            }
            SparkPlan batch = new BatchExec(calls.aliases(), child);
            result =
                    result.mapExpressions(calls::replaced)
                            .withNewChildren(Scala.seq(List.of(batch)));
        }
    }

    /** One condition after another, those without calls first; each sees only rows that the ones before let pass. */
    private static SparkPlan filter(FilterExec filter) {
        List<Expression> plain = new ArrayList<>();
        List<Expression> calling = new ArrayList<>();
        for (Expression each :
                CollectionConverters.asJava(
                        filter.splitConjunctivePredicates(filter.condition()))) {
            BatchCalls calls = new BatchCalls(filter.child().outputSet());
            calls.find(each);
            (calls.isEmpty() ? plain : calling).add(each);
        }
        if (calling.isEmpty()) {
            return filter;
        }
        SparkPlan result = filter.child();
        if (!plain.isEmpty()) {
            result = new FilterExec(plain.stream().reduce(And::new).orElseThrow(), result);
        }
        for (Expression each : calling) {
            result = withBatches(new FilterExec(each, result));
        }
        List<NamedExpression> output =
                new ArrayList<>(CollectionConverters.asJava(filter.output()));
        return new ProjectExec(Scala.seq(output), result);
    }
}
