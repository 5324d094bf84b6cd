/* Calls of modules: the nodes that are made meanwhile belong to a scope of the module's name.

   It is what `_scoped` of nn/module.py does, with the same classes, whose slots are filled here. */

static PyTypeObject *StateType;
static PyObject *name_by_python; /* name_by_python(module, part) */
static struct {
    Py_ssize_t name, kind, outer;
} scope_slots;

static inline void fill(PyObject *object, Py_ssize_t offset, PyObject *content) {
    *(PyObject **)((char *)object + offset) = content;
}

/* The text `name[place]`, which is wanted again and again; what is kept is text alone. */
static PyObject *indexed(PyObject *name, Py_ssize_t place) {
    static struct {
        PyObject *name, *text;
        Py_ssize_t place;
    } known[1024], *found;
    found = &known[(((uintptr_t)name >> 4) * 31 + place) & 1023];
    if (found->name != name || found->place != place) {
        PyObject *text = PyUnicode_FromFormat("%U[%zd]", name, place);
        if (!text) return NULL;
        Py_XSETREF(found->name, Py_NewRef(name));
        Py_XSETREF(found->text, text);
        found->place = place;
    }
    return Py_NewRef(found->text);
}

static inline int is_container(PyObject *object) {
    return PyList_Check(object) || PyTuple_Check(object) || PyDict_Check(object);
}

/* What a part is called that is an attribute, or stands in a list that is one; NULL without an
   error where Python has to look. Parts have the first name by which they are found. */
static PyObject *simple_name(PyObject *module, PyObject *part) {
    PyObject *attributes = PyObject_GenericGetDict(module, NULL), *name, *member, *found = NULL;
    if (!attributes) {
        PyErr_Clear();
        return NULL;
    }
    Py_ssize_t at = 0;
    while (!found && PyDict_Next(attributes, &at, &name, &member)) {
        if (!PyUnicode_CheckExact(name)) break;
        if (member == part) {
            found = Py_NewRef(name);
        } else if (PyList_CheckExact(member)) {
            for (Py_ssize_t place = 0; place < PyList_GET_SIZE(member); place++) {
                PyObject *each = PyList_GET_ITEM(member, place);
                if (is_container(each)) goto end;
                if (each == part) {
                    found = indexed(name, place);
                    break;
                }
            }
            if (PyErr_Occurred()) break;
        } else if (is_container(member)) {
            break;
        }
    }
end:
    Py_DECREF(attributes);
    return found;
}

/* What a part is called within the module whose call is running; a new reference. */
static PyObject *name_of(PyObject *module, PyObject *part) {
    PyObject *name = simple_name(module, part);
    if (name || PyErr_Occurred()) return name;
    return PyObject_CallFunctionObjArgs(name_by_python, module, part, NULL);
}

/* The state while the call of a module runs, in the scope of its name; a new reference. */
static PyObject *inside(PyObject *module, PyObject *before) {
    PyObject *outer = slot_of(before, state_at.call);
    PyObject *kind = PyType_GetName(Py_TYPE(module));
    PyObject *name = !kind ? NULL : outer == Py_None ? Py_NewRef(kind) : name_of(outer, module);
    PyObject *scope = name ? ScopeType->tp_alloc(ScopeType, 0) : NULL;
    PyObject *state = scope ? StateType->tp_alloc(StateType, 0) : NULL;
    if (!state) {
        Py_XDECREF(kind);
        Py_XDECREF(name);
        Py_XDECREF(scope);
        return NULL;
    }
    fill(scope, scope_slots.name, name);
    fill(scope, scope_slots.kind, kind);
    fill(scope, scope_slots.outer, Py_NewRef(slot_of(before, state_at.scope)));
    fill(state, state_at.scope, scope);
    fill(state, state_at.call, Py_NewRef(module));
    fill(state, state_at.recording, Py_NewRef(slot_of(before, state_at.recording)));
    fill(state, state_at.observers, Py_NewRef(slot_of(before, state_at.observers)));
    fill(state, state_at.lenient, Py_NewRef(slot_of(before, state_at.lenient)));
    fill(state, state_at.outer, Py_NewRef(before));
    return state;
}

static inline int enter(PyObject *state) {
    PyObject *token = PyContextVar_Set(state_variable, state);
    Py_XDECREF(token);
    return token ? 0 : -1;
}

static PyObject *scoped_call(PyObject *self, PyObject *const *given, size_t flags, PyObject *names) {
    PyObject *python = ((Function *)self)->python, *before, *result = NULL;
    if (!PyVectorcall_NARGS(flags)) return PyObject_Vectorcall(python, given, flags, names);
    PyObject *module = given[0];
    if (PyContextVar_Get(state_variable, NULL, &before) < 0) return NULL;
    /* A class that calls what it overrides is one module still. */
    if (slot_of(before, state_at.call) == module) {
        Py_DECREF(before);
        return PyObject_Vectorcall(python, given, flags, names);
    }
    PyObject *state = inside(module, before);
    if (state && enter(state) == 0) {
        result = PyObject_Vectorcall(python, given, flags, names);
        PyObject *type, *error, *trace;
        PyErr_Fetch(&type, &error, &trace);
        if (enter(before) < 0) Py_CLEAR(result);
        else PyErr_Restore(type, error, trace);
    }
    Py_XDECREF(state);
    Py_DECREF(before);
    return result;
}

/* The call of a module's class, in a scope. */
static PyObject *scoped(PyObject *_, PyObject *python) {
    return function_of(scoped_call, ROW_UNKNOWN, 0, python);
}
