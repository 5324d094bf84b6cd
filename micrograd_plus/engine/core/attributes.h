/* `data` and `grad` of a Value, for the plain cases; the properties of value.py answer for others. */

static PyObject *runtime, *epoch_key; /* what generated functions see: the epoch stands there too */
static PyTypeObject *SpentType;
static struct {
    Py_ssize_t leaf, number;
} spent_at;

/* Count one more change of data, for the whole process; -1 if that fails. */
static long long count_change(void) {
    PyObject *number = PyLong_FromLongLong(epoch_now + 1);
    if (!number || PyDict_SetItem(runtime, epoch_key, number) < 0) {
        Py_XDECREF(number);
        return -1;
    }
    Py_DECREF(number);
    return ++epoch_now;
}

static PyObject *next_epoch(PyObject *module, PyObject *_) {
    return count_change() < 0 ? NULL : PyLong_FromLongLong(epoch_now);
}

/* What `spend` of staleness.py does with a plain gradient, before the data of its leaf is set. */
static int spend(Node *node) {
    PyObject *number = PyFloat_FromDouble(node->gradient.number);
    PyObject *spent = number ? PyObject_CallOneArg((PyObject *)SpentType, number) : NULL;
    PyObject *leaf = spent ? PyWeakref_NewRef((PyObject *)node, NULL) : NULL;
    PyObject *at = leaf ? PyFloat_FromDouble(node->number) : NULL;
    int failed = -1;
    if (at) {
        fill(spent, spent_at.leaf, Py_NewRef(leaf));
        fill(spent, spent_at.number, Py_NewRef(at));
        failed = set_gradient_object(node, spent);
    }
    Py_XDECREF(number);
    Py_XDECREF(spent);
    Py_XDECREF(leaf);
    Py_XDECREF(at);
    return failed;
}

/* Whether nothing is recorded, so that numbers may be looked at; -1 for an error. */
static int is_open(void) {
    PyObject *state;
    if (PyContextVar_Get(state_variable, NULL, &state) < 0) return -1;
    int open = slot_of(state, state_at.recording) == Py_None;
    Py_DECREF(state);
    return open;
}

enum Which { DATA, GRAD };

typedef struct {
    PyObject_HEAD
    int which;
    PyObject *python; /* the property */
} Attribute;

static PyObject *attribute_get(Attribute *self, PyObject *object, PyObject *type) {
    Node *node = (Node *)object;
    if (object && object != Py_None && is_node(object)) {
        if (self->which == GRAD && node->has != MARKED)
            return PyFloat_FromDouble(gradient_number(node));
        int open = self->which == DATA && node->filled ? is_open() : 0;
        if (open < 0) return NULL;
        if (open) return PyFloat_FromDouble(node->number);
    }
    if (!object || object == Py_None) return Py_NewRef(self);
    return Py_TYPE(self->python)->tp_descr_get(self->python, object, type);
}

static int attribute_set(Attribute *self, PyObject *object, PyObject *given) {
    Node *node = (Node *)object;
    int plain = given && is_node(object) && node->filled && node->has != MARKED;
    if (plain && self->which == GRAD && (given == Py_None || PyFloat_CheckExact(given)))
        return set_gradient_object(node, given);
    int open = plain && self->which == DATA && PyFloat_CheckExact(given) ? is_open() : 0;
    if (open < 0) return -1;
    if (!open) return Py_TYPE(self->python)->tp_descr_set(self->python, object, given);
    if (has_gradient(node) && spend(node) < 0) return -1;
    node->number = PyFloat_AS_DOUBLE(given);
    node->epoch = node->operation ? PY_SSIZE_T_MAX : count_change();
    return node->epoch < 0 ? -1 : 0;
}

static PyObject *attribute_attribute(PyObject *self, PyObject *name) {
    return asked(self, name, ((Attribute *)self)->python);
}

static PyObject *attribute_doc(PyObject *self, void *_) {
    return PyObject_GetAttrString(((Attribute *)self)->python, "__doc__");
}

static void attribute_dealloc(Attribute *self) {
    Py_DECREF(self->python);
    Py_TYPE(self)->tp_free((PyObject *)self);
}

static PyGetSetDef attribute_attributes[] = {{"__doc__", attribute_doc}, {NULL}};

static PyTypeObject AttributeType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "micrograd_plus.engine._core.attribute",
    .tp_basicsize = sizeof(Attribute),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_dealloc = (destructor)attribute_dealloc,
    .tp_getattro = attribute_attribute,
    .tp_descr_get = (descrgetfunc)attribute_get,
    .tp_descr_set = (descrsetfunc)attribute_set,
    .tp_getset = attribute_attributes,
};

/* attribute("data", property): the property, with plain cases in C. */
static PyObject *attribute(PyObject *module, PyObject *arguments) {
    const char *name;
    PyObject *python;
    if (!PyArg_ParseTuple(arguments, "sO!", &name, &PyProperty_Type, &python)) return NULL;
    Attribute *made = (Attribute *)AttributeType.tp_alloc(&AttributeType, 0);
    if (!made) return NULL;
    made->which = strcmp(name, "data") ? GRAD : DATA;
    made->python = Py_NewRef(python);
    return (PyObject *)made;
}
