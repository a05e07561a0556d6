package values.kt

data class A(val x: Int)
data class B(val x: Int)
data class C(val x: Int)

data class Mutable(val a: Int, var b: Int)
