package io.cognitoclaims.contract;

import static com.fasterxml.jackson.databind.cfg.CoercionAction.Fail;
import static com.fasterxml.jackson.databind.cfg.CoercionInputShape.EmptyArray;
import static com.fasterxml.jackson.databind.cfg.CoercionInputShape.EmptyString;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Binds the values of claims to types of the application. Scalars are read as {@link Claim} reads them, see {@link
 * JsonScalars}.
 *
 * <p>It uses Jackson, as {@link JsonDeclaration} does. Both are loaded when a claim of {@link Claim#ofJson} is declared.
 */
final class JsonBinding {
    static final JsonMapper MAPPER = strict().build();

    private static final ClassValue<JsonMapper> FOR_ALL_CLAIMS = new ClassValue<>() {
        @Override
        protected JsonMapper computeValue(Class<?> type) {
            return strict().propertyNamingStrategy(new ClaimNames(type)).build();
        }
    };

    private JsonBinding() {}

    static Object toJson(Object value) {
        return MAPPER.convertValue(value, Object.class);
    }

    static <V> V fromJson(Object json, Class<V> type) {
        try {
            boolean untyped = type == Object.class || TreeNode.class.isAssignableFrom(type);
            return MAPPER.convertValue(json instanceof String text && untyped ? orText(text) : json, type);
        } catch (IllegalArgumentException e) {
            // If a member names the subtype, the type is not checked for whether it accepts a string.
            if (json instanceof String text && JsonText.isOfArrayOrObject(text)) {
                return MAPPER.convertValue(JsonText.read(text), type);
            }
            throw e;
        }
    }

    /** See {@link Claim#bind}. */
    static <V> V fromClaims(Map<String, ? extends @Nullable Object> claims, Class<V> type) {
        try {
            return requireNonNull(FOR_ALL_CLAIMS.get(type).convertValue(claims, type));
        } catch (RuntimeException e) {
            if (e.getCause() instanceof InvalidDefinitionException) {
                throw new IllegalArgumentException("type: " + type.getName() + " can't be bound", e.getCause());
            }
            // Without the cause: Jackson's messages quote values.
            throw new ClaimValueException(nameOf(e.getCause()), "what " + type.getSimpleName() + " declares");
        }
    }

    private static JsonMapper.Builder strict() {
        return JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(all -> all.setCoercion(EmptyString, Fail)
                        .setCoercion(EmptyArray, Fail)
                        .setAcceptBlankAsEmpty(false))
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new JacksonAnnotationIntrospector(), new LowerCaseConstants()))
                .addHandler(new JsonAsText.OfOthers())
                .addModule(JsonScalars.module().setDeserializerModifier(new JsonAsText.Readers()));
    }

    /** {@return the value of this JSON string, or the string itself if it is not JSON} */
    private static @Nullable Object orText(String text) {
        try {
            return JsonText.read(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String nameOf(@Nullable Throwable cause) {
        return cause instanceof JsonMappingException e && !e.getPath().isEmpty()
                ? String.valueOf(e.getPath().get(0).getFieldName())
                : "(all)";
    }

    /** Constants are in lower case, like those of {@link Claim#ofEnum}, unless {@code @JsonProperty} names them. */
    private static final class LowerCaseConstants extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
            Set<String> distinct = new HashSet<>();
            for (int i = 0; i < constants.length; i++) {
                names[i] = Claim.wireName(constants[i]);
                if (!distinct.add(names[i])) {
                    throw new IllegalArgumentException("two constants of " + type.getName() + " differ only in case");
                }
            }
            return names;
        }
    }

    /** Members of the type itself are claims, with names in snake case. Members inside a claim keep their names. */
    private static final class ClaimNames extends PropertyNamingStrategy {
        private static final long serialVersionUID = 1L;

        private final transient Class<?> type;

        ClaimNames(Class<?> type) {
            this.type = type;
        }

        @Override
        public String nameForField(MapperConfig<?> config, AnnotatedField field, String name) {
            return nameOf(field, name);
        }

        @Override
        public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
            return nameOf(method, name);
        }

        @Override
        public String nameForSetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
            return nameOf(method, name);
        }

        @Override
        public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter, String name) {
            return nameOf(parameter, name);
        }

        private String nameOf(AnnotatedMember member, String name) {
            return member.getDeclaringClass().isAssignableFrom(type)
                    ? PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(name)
                    : name;
        }
    }
}
