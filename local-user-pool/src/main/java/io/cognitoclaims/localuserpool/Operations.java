package io.cognitoclaims.localuserpool;

import java.util.Map;

/** Operations of the user pools API that belong together. */
interface Operations {
    /** {@return what to do, by the name of the operation} */
    Map<String, Operation> byName();

    /** One operation. */
    interface Operation {
        /** {@return the members of the answer} */
        Map<String, ?> call(ApiRequest request) throws ApiException;
    }
}
