package io.cognitoclaims.contract;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.AbstractDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.impl.UnsupportedTypeDeserializer;
import com.fasterxml.jackson.databind.deser.std.ContainerDeserializerBase;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks whether Jackson can bind a type, before there is a value and without running code of the type. */
final class JsonDeclaration {
    private final String claim;
    private final Class<?> type;
    private final Set<JsonDeserializer<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private JsonDeclaration(String claim, Class<?> type) {
        this.claim = claim;
        this.type = type;
    }

    /**
     * Requires a type that Jackson can bind.
     *
     * @throws IllegalArgumentException if Jackson cannot bind it; the message says where in the type and why
     */
    static void requireBindable(String claim, Class<?> type) {
        new JsonDeclaration(claim, type).check();
    }

    private void check() {
        JavaType javaType = JsonBinding.MAPPER.constructType(type);
        JsonDeserializer<?> reader;
        try {
            DeserializationContext context = ((DefaultDeserializationContext)
                            JsonBinding.MAPPER.getDeserializationContext())
                    .createDummyInstance(JsonBinding.MAPPER.getDeserializationConfig());
            reader = context.findRootValueDeserializer(javaType);
        } catch (JsonMappingException e) {
            throw refused("", e.getOriginalMessage());
        }
        check(reader, "");
        JsonDeserializer<?> innermost = reader.getDelegatee() == null ? reader : reader.getDelegatee();
        if (innermost instanceof BeanDeserializerBase bean && isWithoutProperties(bean) && isNotWritten()) {
            throw refused("", "it has no properties");
        }
    }

    private void check(@Nullable JsonDeserializer<?> reader, String member) {
        if (reader == null || !seen.add(reader)) {
            return;
        }
        if (reader.getDelegatee() != null) {
            check(reader.getDelegatee(), member);
            return;
        }
        if (reader instanceof UnsupportedTypeDeserializer) {
            throw refused(member, "Jackson has its type in a module, and none is used here");
        }
        if (reader instanceof AbstractDeserializer abstractType) {
            throw refused(member, abstractType.handledType().getName() + " is abstract");
        }
        if (reader instanceof ContainerDeserializerBase<?> container) {
            check(container.getContentDeserializer(), member);
        }
        if (reader instanceof BeanDeserializerBase bean) {
            if (!bean.getValueInstantiator().canInstantiate()) {
                throw refused(member, bean.handledType().getName() + " has no constructor that Jackson can use");
            }
            for (Iterator<SettableBeanProperty> members = bean.properties(); members.hasNext(); ) {
                SettableBeanProperty property = members.next();
                check(property.getValueDeserializer(), member + "." + property.getName());
            }
        }
    }

    private static boolean isWithoutProperties(BeanDeserializerBase bean) {
        ValueInstantiator instantiator = bean.getValueInstantiator();
        return bean.getPropertyCount() == 0
                && instantiator.canCreateUsingDefault()
                && !instantiator.canCreateFromString()
                && !instantiator.canCreateUsingDelegate();
    }

    private boolean isNotWritten() {
        SerializerProvider provider = JsonBinding.MAPPER.getSerializerProviderInstance();
        try {
            return provider.isUnknownTypeSerializer(provider.findValueSerializer(type));
        } catch (JsonMappingException e) {
            throw refused("", e.getOriginalMessage());
        }
    }

    private IllegalArgumentException refused(String member, String reason) {
        return new IllegalArgumentException(
                "claim " + claim + ": Jackson can't bind " + type.getName() + member + ": " + reason);
    }
}
