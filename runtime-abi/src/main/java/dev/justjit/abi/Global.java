package dev.justjit.abi;

/**
 * The data that a release build of CPython 3.13 exports and that machine code uses. The name of a
 * type or an exception is the C name in capitals without leading underscores.
 */
public enum Global {
    // Types.
    PYBASEOBJECT_TYPE("PyBaseObject_Type", Kind.TYPE),
    PYTYPE_TYPE("PyType_Type", Kind.TYPE),
    PYLONG_TYPE("PyLong_Type", Kind.TYPE),
    PYBOOL_TYPE("PyBool_Type", Kind.TYPE),
    PYFLOAT_TYPE("PyFloat_Type", Kind.TYPE),
    PYCOMPLEX_TYPE("PyComplex_Type", Kind.TYPE),
    PYUNICODE_TYPE("PyUnicode_Type", Kind.TYPE),
    PYBYTES_TYPE("PyBytes_Type", Kind.TYPE),
    PYBYTEARRAY_TYPE("PyByteArray_Type", Kind.TYPE),
    PYMEMORYVIEW_TYPE("PyMemoryView_Type", Kind.TYPE),
    PYTUPLE_TYPE("PyTuple_Type", Kind.TYPE),
    PYLIST_TYPE("PyList_Type", Kind.TYPE),
    PYDICT_TYPE("PyDict_Type", Kind.TYPE),
    PYSET_TYPE("PySet_Type", Kind.TYPE),
    PYFROZENSET_TYPE("PyFrozenSet_Type", Kind.TYPE),
    PYSLICE_TYPE("PySlice_Type", Kind.TYPE),
    PYRANGE_TYPE("PyRange_Type", Kind.TYPE),
    PYELLIPSIS_TYPE("PyEllipsis_Type", Kind.TYPE),
    PYNONE_TYPE("_PyNone_Type", Kind.TYPE),
    PYNOTIMPLEMENTED_TYPE("_PyNotImplemented_Type", Kind.TYPE),
    PYFUNCTION_TYPE("PyFunction_Type", Kind.TYPE),
    PYMETHOD_TYPE("PyMethod_Type", Kind.TYPE),
    PYINSTANCEMETHOD_TYPE("PyInstanceMethod_Type", Kind.TYPE),
    PYCFUNCTION_TYPE("PyCFunction_Type", Kind.TYPE),
    PYCMETHOD_TYPE("PyCMethod_Type", Kind.TYPE),
    PYMETHODDESCR_TYPE("PyMethodDescr_Type", Kind.TYPE),
    PYCLASSMETHODDESCR_TYPE("PyClassMethodDescr_Type", Kind.TYPE),
    PYWRAPPERDESCR_TYPE("PyWrapperDescr_Type", Kind.TYPE),
    PYGETSETDESCR_TYPE("PyGetSetDescr_Type", Kind.TYPE),
    PYMEMBERDESCR_TYPE("PyMemberDescr_Type", Kind.TYPE),
    PYPROPERTY_TYPE("PyProperty_Type", Kind.TYPE),
    PYSTATICMETHOD_TYPE("PyStaticMethod_Type", Kind.TYPE),
    PYCLASSMETHOD_TYPE("PyClassMethod_Type", Kind.TYPE),
    PYSUPER_TYPE("PySuper_Type", Kind.TYPE),
    PYMODULE_TYPE("PyModule_Type", Kind.TYPE),
    PYCELL_TYPE("PyCell_Type", Kind.TYPE),
    PYCODE_TYPE("PyCode_Type", Kind.TYPE),
    PYFRAME_TYPE("PyFrame_Type", Kind.TYPE),
    PYFRAMELOCALSPROXY_TYPE("PyFrameLocalsProxy_Type", Kind.TYPE),
    PYTRACEBACK_TYPE("PyTraceBack_Type", Kind.TYPE),
    PYCAPSULE_TYPE("PyCapsule_Type", Kind.TYPE),
    PYRANGEITER_TYPE("PyRangeIter_Type", Kind.TYPE),
    PYLONGRANGEITER_TYPE("PyLongRangeIter_Type", Kind.TYPE),
    PYLISTITER_TYPE("PyListIter_Type", Kind.TYPE),
    PYLISTREVITER_TYPE("PyListRevIter_Type", Kind.TYPE),
    PYTUPLEITER_TYPE("PyTupleIter_Type", Kind.TYPE),
    PYUNICODEITER_TYPE("PyUnicodeIter_Type", Kind.TYPE),
    PYBYTESITER_TYPE("PyBytesIter_Type", Kind.TYPE),
    PYBYTEARRAYITER_TYPE("PyByteArrayIter_Type", Kind.TYPE),
    PYSETITER_TYPE("PySetIter_Type", Kind.TYPE),
    PYSEQITER_TYPE("PySeqIter_Type", Kind.TYPE),
    PYCALLITER_TYPE("PyCallIter_Type", Kind.TYPE),
    PYDICTITERKEY_TYPE("PyDictIterKey_Type", Kind.TYPE),
    PYDICTITERVALUE_TYPE("PyDictIterValue_Type", Kind.TYPE),
    PYDICTITERITEM_TYPE("PyDictIterItem_Type", Kind.TYPE),
    PYDICTKEYS_TYPE("PyDictKeys_Type", Kind.TYPE),
    PYDICTVALUES_TYPE("PyDictValues_Type", Kind.TYPE),
    PYDICTITEMS_TYPE("PyDictItems_Type", Kind.TYPE),
    PYDICTPROXY_TYPE("PyDictProxy_Type", Kind.TYPE),
    PYODICT_TYPE("PyODict_Type", Kind.TYPE),
    PYENUM_TYPE("PyEnum_Type", Kind.TYPE),
    PYREVERSED_TYPE("PyReversed_Type", Kind.TYPE),
    PYZIP_TYPE("PyZip_Type", Kind.TYPE),
    PYMAP_TYPE("PyMap_Type", Kind.TYPE),
    PYFILTER_TYPE("PyFilter_Type", Kind.TYPE),
    PYGEN_TYPE("PyGen_Type", Kind.TYPE),
    PYCORO_TYPE("PyCoro_Type", Kind.TYPE),
    PYASYNCGEN_TYPE("PyAsyncGen_Type", Kind.TYPE),
    PYASYNCGENASEND_TYPE("_PyAsyncGenASend_Type", Kind.TYPE),
    PY_GENERICALIASTYPE("Py_GenericAliasType", Kind.TYPE),
    PYUNION_TYPE("_PyUnion_Type", Kind.TYPE),
    PYWEAKREF_REFTYPE("_PyWeakref_RefType", Kind.TYPE),
    PYCONTEXT_TYPE("PyContext_Type", Kind.TYPE),
    PYCONTEXTVAR_TYPE("PyContextVar_Type", Kind.TYPE),

    // Singletons.
    NONE("_Py_NoneStruct", Kind.SINGLETON),
    TRUE("_Py_TrueStruct", Kind.SINGLETON),
    FALSE("_Py_FalseStruct", Kind.SINGLETON),
    ELLIPSIS("_Py_EllipsisObject", Kind.SINGLETON),
    NOT_IMPLEMENTED("_Py_NotImplementedStruct", Kind.SINGLETON),

    // Variables that hold exception classes.
    PYEXC_ARITHMETICERROR("PyExc_ArithmeticError", Kind.EXCEPTION_VARIABLE),
    PYEXC_ASSERTIONERROR("PyExc_AssertionError", Kind.EXCEPTION_VARIABLE),
    PYEXC_ATTRIBUTEERROR("PyExc_AttributeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_BASEEXCEPTION("PyExc_BaseException", Kind.EXCEPTION_VARIABLE),
    PYEXC_BASEEXCEPTIONGROUP("PyExc_BaseExceptionGroup", Kind.EXCEPTION_VARIABLE),
    PYEXC_BLOCKINGIOERROR("PyExc_BlockingIOError", Kind.EXCEPTION_VARIABLE),
    PYEXC_BROKENPIPEERROR("PyExc_BrokenPipeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_BUFFERERROR("PyExc_BufferError", Kind.EXCEPTION_VARIABLE),
    PYEXC_BYTESWARNING("PyExc_BytesWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_CHILDPROCESSERROR("PyExc_ChildProcessError", Kind.EXCEPTION_VARIABLE),
    PYEXC_CONNECTIONABORTEDERROR("PyExc_ConnectionAbortedError", Kind.EXCEPTION_VARIABLE),
    PYEXC_CONNECTIONERROR("PyExc_ConnectionError", Kind.EXCEPTION_VARIABLE),
    PYEXC_CONNECTIONREFUSEDERROR("PyExc_ConnectionRefusedError", Kind.EXCEPTION_VARIABLE),
    PYEXC_CONNECTIONRESETERROR("PyExc_ConnectionResetError", Kind.EXCEPTION_VARIABLE),
    PYEXC_DEPRECATIONWARNING("PyExc_DeprecationWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_EOFERROR("PyExc_EOFError", Kind.EXCEPTION_VARIABLE),
    PYEXC_ENCODINGWARNING("PyExc_EncodingWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_ENVIRONMENTERROR("PyExc_EnvironmentError", Kind.EXCEPTION_VARIABLE),
    PYEXC_EXCEPTION("PyExc_Exception", Kind.EXCEPTION_VARIABLE),
    PYEXC_FILEEXISTSERROR("PyExc_FileExistsError", Kind.EXCEPTION_VARIABLE),
    PYEXC_FILENOTFOUNDERROR("PyExc_FileNotFoundError", Kind.EXCEPTION_VARIABLE),
    PYEXC_FLOATINGPOINTERROR("PyExc_FloatingPointError", Kind.EXCEPTION_VARIABLE),
    PYEXC_FUTUREWARNING("PyExc_FutureWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_GENERATOREXIT("PyExc_GeneratorExit", Kind.EXCEPTION_VARIABLE),
    PYEXC_IOERROR("PyExc_IOError", Kind.EXCEPTION_VARIABLE),
    PYEXC_IMPORTERROR("PyExc_ImportError", Kind.EXCEPTION_VARIABLE),
    PYEXC_IMPORTWARNING("PyExc_ImportWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_INDENTATIONERROR("PyExc_IndentationError", Kind.EXCEPTION_VARIABLE),
    PYEXC_INDEXERROR("PyExc_IndexError", Kind.EXCEPTION_VARIABLE),
    PYEXC_INTERPRETERERROR("PyExc_InterpreterError", Kind.EXCEPTION_VARIABLE),
    PYEXC_INTERPRETERNOTFOUNDERROR("PyExc_InterpreterNotFoundError", Kind.EXCEPTION_VARIABLE),
    PYEXC_INTERRUPTEDERROR("PyExc_InterruptedError", Kind.EXCEPTION_VARIABLE),
    PYEXC_ISADIRECTORYERROR("PyExc_IsADirectoryError", Kind.EXCEPTION_VARIABLE),
    PYEXC_KEYERROR("PyExc_KeyError", Kind.EXCEPTION_VARIABLE),
    PYEXC_KEYBOARDINTERRUPT("PyExc_KeyboardInterrupt", Kind.EXCEPTION_VARIABLE),
    PYEXC_LOOKUPERROR("PyExc_LookupError", Kind.EXCEPTION_VARIABLE),
    PYEXC_MEMORYERROR("PyExc_MemoryError", Kind.EXCEPTION_VARIABLE),
    PYEXC_MODULENOTFOUNDERROR("PyExc_ModuleNotFoundError", Kind.EXCEPTION_VARIABLE),
    PYEXC_NAMEERROR("PyExc_NameError", Kind.EXCEPTION_VARIABLE),
    PYEXC_NOTADIRECTORYERROR("PyExc_NotADirectoryError", Kind.EXCEPTION_VARIABLE),
    PYEXC_NOTIMPLEMENTEDERROR("PyExc_NotImplementedError", Kind.EXCEPTION_VARIABLE),
    PYEXC_OSERROR("PyExc_OSError", Kind.EXCEPTION_VARIABLE),
    PYEXC_OVERFLOWERROR("PyExc_OverflowError", Kind.EXCEPTION_VARIABLE),
    PYEXC_PENDINGDEPRECATIONWARNING("PyExc_PendingDeprecationWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_PERMISSIONERROR("PyExc_PermissionError", Kind.EXCEPTION_VARIABLE),
    PYEXC_PROCESSLOOKUPERROR("PyExc_ProcessLookupError", Kind.EXCEPTION_VARIABLE),
    PYEXC_PYTHONFINALIZATIONERROR("PyExc_PythonFinalizationError", Kind.EXCEPTION_VARIABLE),
    PYEXC_RECURSIONERROR("PyExc_RecursionError", Kind.EXCEPTION_VARIABLE),
    PYEXC_REFERENCEERROR("PyExc_ReferenceError", Kind.EXCEPTION_VARIABLE),
    PYEXC_RESOURCEWARNING("PyExc_ResourceWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_RUNTIMEERROR("PyExc_RuntimeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_RUNTIMEWARNING("PyExc_RuntimeWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_STOPASYNCITERATION("PyExc_StopAsyncIteration", Kind.EXCEPTION_VARIABLE),
    PYEXC_STOPITERATION("PyExc_StopIteration", Kind.EXCEPTION_VARIABLE),
    PYEXC_SYNTAXERROR("PyExc_SyntaxError", Kind.EXCEPTION_VARIABLE),
    PYEXC_SYNTAXWARNING("PyExc_SyntaxWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_SYSTEMERROR("PyExc_SystemError", Kind.EXCEPTION_VARIABLE),
    PYEXC_SYSTEMEXIT("PyExc_SystemExit", Kind.EXCEPTION_VARIABLE),
    PYEXC_TABERROR("PyExc_TabError", Kind.EXCEPTION_VARIABLE),
    PYEXC_TIMEOUTERROR("PyExc_TimeoutError", Kind.EXCEPTION_VARIABLE),
    PYEXC_TYPEERROR("PyExc_TypeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_UNBOUNDLOCALERROR("PyExc_UnboundLocalError", Kind.EXCEPTION_VARIABLE),
    PYEXC_UNICODEDECODEERROR("PyExc_UnicodeDecodeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_UNICODEENCODEERROR("PyExc_UnicodeEncodeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_UNICODEERROR("PyExc_UnicodeError", Kind.EXCEPTION_VARIABLE),
    PYEXC_UNICODETRANSLATEERROR("PyExc_UnicodeTranslateError", Kind.EXCEPTION_VARIABLE),
    PYEXC_UNICODEWARNING("PyExc_UnicodeWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_USERWARNING("PyExc_UserWarning", Kind.EXCEPTION_VARIABLE),
    PYEXC_VALUEERROR("PyExc_ValueError", Kind.EXCEPTION_VARIABLE),
    PYEXC_WARNING("PyExc_Warning", Kind.EXCEPTION_VARIABLE),
    PYEXC_ZERODIVISIONERROR("PyExc_ZeroDivisionError", Kind.EXCEPTION_VARIABLE),

    // Tables and the runtime.
    /** Function addresses by {@link BinaryOperator#oparg()}, 8 bytes each: {@code (left, right)}. */
    BINARY_OPS("_PyEval_BinaryOps", Kind.DATA),

    /** Function addresses by the argument of CONVERT_VALUE, 8 bytes each; 0 is unused. */
    CONVERSION_FUNCS("_PyEval_ConversionFuncs", Kind.DATA),

    /** By {@link Intrinsic1#oparg()}, 16 bytes each, the address first: {@code (tstate, value)}. */
    UNARY_INTRINSICS("_PyIntrinsics_UnaryFunctions", Kind.DATA),

    /** By {@link Intrinsic2#oparg()}, 16 bytes each, the address first: {@code (tstate, v2, v1)}. */
    BINARY_INTRINSICS("_PyIntrinsics_BinaryFunctions", Kind.DATA),

    /** The comparison with swapped operands, by comparison, 4 bytes each. */
    SWAPPED_OP("_Py_SwappedOp", Kind.DATA),

    /** The key of a deleted set slot, behind a pointer. */
    SET_DUMMY("_PySet_Dummy", Kind.DATA),

    /** {@code PY_VERSION_HEX} of the library, 64 bits. */
    VERSION("Py_Version", Kind.DATA),

    /** The runtime, which begins with what {@link DebugOffsets} describes. */
    RUNTIME("_PyRuntime", Kind.DATA);

    /** What is at the address of the symbol. */
    public enum Kind {
        /** A type object: immortal and static. */
        TYPE,
        /** An immortal object. */
        SINGLETON,
        /** A variable that holds the address of an exception class. */
        EXCEPTION_VARIABLE,
        /** Data that is not an object. */
        DATA
    }

    private final String symbol;
    private final Kind kind;

    Global(String symbol, Kind kind) {
        this.symbol = symbol;
        this.kind = kind;
    }

    /** The exact name of the exported C object. */
    public String symbol() {
        return symbol;
    }

    /** What is at the address of the symbol. */
    public Kind kind() {
        return kind;
    }

    /** Whether the object is not at the address of the symbol but the one that is stored there. */
    public boolean isPointerVariable() {
        return kind == Kind.EXCEPTION_VARIABLE;
    }
}
