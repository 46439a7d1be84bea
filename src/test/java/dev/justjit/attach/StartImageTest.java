package dev.justjit.attach;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.justjit.masm.Isa;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The build has made the file, of these classes. */
class StartImageTest {
    @ParameterizedTest
    @EnumSource
    void theFileIsWhatTheClassesMake(Isa isa) throws IOException {
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        StartImage.make(isa).write(new DataOutputStream(made));
        String name = "start-" + isa.shortName() + ".bin";
        try (InputStream file = StartImage.class.getResourceAsStream(name)) {
            assertArrayEquals(made.toByteArray(), assertNotNullStream(file).readAllBytes());
        }
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        StartImage.of(isa).write(new DataOutputStream(read));
        assertArrayEquals(made.toByteArray(), read.toByteArray());
    }

    private static InputStream assertNotNullStream(InputStream file) {
        assertNotNull(file);
        return file;
    }
}
