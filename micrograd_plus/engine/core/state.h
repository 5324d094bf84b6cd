/* What is going on in a thread, as state.py has it, and the recording that notes new nodes. */

static PyObject *state_variable; /* the context variable of state.py */
static struct {
    Py_ssize_t scope, call, recording, observers, lenient, outer;
} state_at; /* its slots */

static inline PyObject *slot_of(PyObject *object, Py_ssize_t offset) {
    return *(PyObject **)((char *)object + offset);
}

static PyTypeObject *RecordingType;
static struct {
    Py_ssize_t order, dependent, lenient;
} recording_at; /* its slots */

/* Whether nobody is watching, or the recording alone that is going on. */
static inline int is_quiet(PyObject *state) {
    PyObject *observers = slot_of(state, state_at.observers);
    Py_ssize_t count = PyTuple_GET_SIZE(observers);
    if (!count) return 1;
    PyObject *observer = PyTuple_GET_ITEM(observers, 0);
    return count == 1 && Py_TYPE(observer) == RecordingType;
}

/* What is going on in this thread; NULL with an error, or without one if somebody is watching. */
static inline PyObject *quiet_state(void) {
    PyObject *state;
    if (PyContextVar_Get(state_variable, NULL, &state) < 0) return NULL;
    if (is_quiet(state)) return state;
    Py_DECREF(state);
    return NULL;
}

/* Note a new node where a function is recorded, as `Recording.made` of state.py does. */
static int note(PyObject *state, Node *node) {
    PyObject *recording = PyTuple_GET_ITEM(slot_of(state, state_at.observers), 0);
    PyObject *order = slot_of(recording, recording_at.order);
    PyObject *dependent = slot_of(recording, recording_at.dependent);
    PyObject *place = PyLong_FromSsize_t(PyDict_Size(order));
    int failed = !place || PyDict_SetItem(order, (PyObject *)node, place) < 0;
    Py_XDECREF(place);
    if (failed) return -1;
    if (slot_of(state, state_at.lenient) == Py_True &&
        PySet_Add(slot_of(recording, recording_at.lenient), (PyObject *)node) < 0)
        return -1;
    for (Py_ssize_t operand = 0; operand < count_of(node); operand++) {
        int found = PySet_Contains(dependent, (PyObject *)operand_of(node, operand));
        if (found) return found < 0 ? -1 : PySet_Add(dependent, (PyObject *)node);
    }
    return 0;
}

/* A node that is finished: NULL with an error if it cannot be noted. */
static inline PyObject *finished(PyObject *state, Node *node) {
    if (PyTuple_GET_SIZE(slot_of(state, state_at.observers)) && note(state, node) < 0) Py_CLEAR(node);
    return (PyObject *)node;
}
