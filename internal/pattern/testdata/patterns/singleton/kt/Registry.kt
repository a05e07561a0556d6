package singleton.kt

object Registry {
    fun register(name: String) {
        println(name)
    }
}
