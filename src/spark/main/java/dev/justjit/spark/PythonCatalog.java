package dev.justjit.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The catalog of Python functions: with {@code spark.sql.catalog.python=dev.justjit.spark.PythonCatalog}, SQL calls a
 * function {@code f} of the session by {@code python.f(x)}. Functions are settings, {@code spark.justjit.function.f}, whose
 * value is {@code (type, ...) -> type = code}, with the code of {@link PythonFunctions#register}; so they can be
 * given where no program is, as {@code --conf} or by {@code SET}.
 */
public final class PythonCatalog implements FunctionCatalog {
    private String name = "python";

    /** For Spark, which makes it by its name. */
    public PythonCatalog() {}

    @Override
    public void initialize(String given, CaseInsensitiveStringMap options) {
        name = given;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Identifier[] listFunctions(String[] namespace) {
        List<Identifier> found = new ArrayList<>();
        if (namespace.length == 0) {
            for (String key : CollectionConverters.asJava(SQLConf.get().getAllConfs()).keySet()) {
                if (key.startsWith(Settings.FUNCTION)) {
                    String function = key.substring(Settings.FUNCTION.length());
                    found.add(Identifier.of(namespace, function));
                }
            }
        }
        return found.toArray(new Identifier[0]);
    }

    @Override
    public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
        String definition = Settings.get(Settings.FUNCTION + identifier.name());
        if (definition == null || identifier.namespace().length > 0) {
            throw new NoSuchFunctionException(identifier);
        }
        return new PythonFunction(FunctionSpec.parse(identifier.name(), definition));
    }
}
