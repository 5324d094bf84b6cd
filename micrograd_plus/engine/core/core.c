/* The scalar engine in C: nodes, operators, the walk and the step backward.

   The Python beside this folder is the reference: what this does, it does to the last bit as that,
   and what it does not know it leaves to it. The formulas are in rows.h, written from the table. */

#include "node.h"
#include "rows.h"
#include "state.h"
#include "operators.h"
#include "passes.h"
#include "columns.h"
#include "calls.h"
#include "attributes.h"

#if FLT_EVAL_METHOD != 0 || defined(Py_GIL_DISABLED) || defined(PYPY_VERSION)
#error "here the engine in Python is the one to use"
#endif

static Py_ssize_t offset_of(PyObject *type, const char *name) {
    PyObject *slot = PyObject_GetAttrString(type, name);
    if (!slot) return -1;
    if (!PyObject_TypeCheck(slot, &PyMemberDescr_Type)) {
        Py_DECREF(slot);
        PyErr_Format(PyExc_TypeError, "%s is not a slot", name);
        return -1;
    }
    Py_ssize_t offset = ((PyMemberDescrObject *)slot)->d_member->offset;
    Py_DECREF(slot);
    return offset;
}

/* Whether this package is the first to take the engine: it serves one set of classes. */
static PyObject *claim(PyObject *module, PyObject *_) {
    static int claimed;
    return PyBool_FromLong(!claimed++);
}

/* Take what is written in Python: classes, and what holds for new nodes. */
static PyObject *set_up(PyObject *module, PyObject *arguments) {
    PyObject *value, *constant_class, *variable, *state, *recording, *scope, *spent, *seen;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOO!", &value, &constant_class, &variable, &state,
                          &recording, &scope, &spent, &PyDict_Type, &seen))
        return NULL;
    const struct {
        PyObject *type;
        const char *name;
        Py_ssize_t *offset;
    } slots[] = {
        {spent, "leaf", &spent_at.leaf},
        {spent, "number", &spent_at.number},
        {scope, "name", &scope_slots.name},
        {scope, "kind", &scope_slots.kind},
        {scope, "outer", &scope_slots.outer},
        {recording, "order", &recording_at.order},
        {recording, "dependent", &recording_at.dependent},
        {recording, "lenient", &recording_at.lenient},
        {state, "scope", &state_at.scope},
        {state, "call", &state_at.call},
        {state, "recording", &state_at.recording},
        {state, "observers", &state_at.observers},
        {state, "lenient", &state_at.lenient},
        {state, "outer", &state_at.outer},
    };
    for (size_t place = 0; place < sizeof slots / sizeof *slots; place++)
        if ((*slots[place].offset = offset_of(slots[place].type, slots[place].name)) < 0) return NULL;
    SpentType = (PyTypeObject *)Py_NewRef(spent);
    StateType = (PyTypeObject *)Py_NewRef(state);
    RecordingType = (PyTypeObject *)Py_NewRef(recording);
    ScopeType = (PyTypeObject *)Py_NewRef(scope);
    runtime = Py_NewRef(seen);
    ValueType = (PyTypeObject *)Py_NewRef(value);
    ConstantType = (PyTypeObject *)Py_NewRef(constant_class);
    state_variable = Py_NewRef(variable);
    /* Neither has anything to be let go of besides a node's. */
    ValueType->tp_dealloc = ConstantType->tp_dealloc = (destructor)node_dealloc;
    Py_RETURN_NONE;
}

/* Take the Python of a row, and return the row as a function. */
static PyObject *set_row(PyObject *module, PyObject *arguments) {
    const char *name;
    PyObject *operation, *apply, *method, *reflected, *in_place;
    int arity;
    if (!PyArg_ParseTuple(arguments, "siOOOOO", &name, &arity, &operation, &apply, &method, &reflected,
                          &in_place))
        return NULL;
    for (int row = 1; row < ROWS; row++) {
        if (strcmp(row_names[row], name)) continue;
        rows[row] = (Row){Py_NewRef(operation), arity, Py_NewRef(apply), Py_NewRef(method),
                          Py_NewRef(reflected), Py_NewRef(in_place)};
        return function_of(function_call, row, arity, apply);
    }
    return Py_NewRef(apply);
}

/* Take what says how a part of a module is called, where that is not simple. */
static PyObject *set_names(PyObject *module, PyObject *name_in) {
    Py_XSETREF(name_by_python, Py_NewRef(name_in));
    Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"claim", claim, METH_NOARGS},
    {"set_up", set_up, METH_VARARGS},
    {"set_row", set_row, METH_VARARGS},
    {"set_names", set_names, METH_O},
    {"attribute", attribute, METH_VARARGS},
    {"next_epoch", next_epoch, METH_NOARGS},
    {"scoped", scoped, METH_O},
    {"ordered", ordered, METH_O},
    {"below", below, METH_O},
    {"columns", columns, METH_O},
    {"places", (PyCFunction)(void (*)(void))places, METH_FASTCALL},
    {"levels", levels, METH_VARARGS},
    {"reached", reached, METH_VARARGS},
    {"backward", (PyCFunction)(void (*)(void))backward, METH_FASTCALL},
    {"slopes", (PyCFunction)(void (*)(void))slopes, METH_FASTCALL},
    {"products", (PyCFunction)(void (*)(void))products, METH_FASTCALL},
    {"weighted", (PyCFunction)(void (*)(void))weighted, METH_FASTCALL},
    {NULL},
};

static PyTypeObject NodeType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "micrograd_plus.engine._core.Node",
    .tp_basicsize = sizeof(Node),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_new = node_new,
    .tp_dealloc = (destructor)node_dealloc,
    .tp_traverse = (traverseproc)node_traverse,
    .tp_clear = (inquiry)node_clear,
    .tp_as_number = &node_operators,
    .tp_getset = node_attributes,
    .tp_members = node_numbers,
    .tp_weaklistoffset = offsetof(Node, weak),
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_core", NULL, -1, functions};

PyMODINIT_FUNC PyInit__core(void) {
    empty_tuple = PyTuple_New(0);
    empty_text = PyUnicode_FromString("");
    epoch_key = PyUnicode_InternFromString("_epoch");
    PyObject *module = PyModule_Create(&definition);
    if (!module || !empty_tuple || !empty_text || !epoch_key) return NULL;
    if (PyModule_AddType(module, &NodeType) < 0) return NULL;
    if (PyModule_AddType(module, &FunctionType) < 0) return NULL;
    if (PyType_Ready(&AttributeType) < 0) return NULL;
    return module;
}
