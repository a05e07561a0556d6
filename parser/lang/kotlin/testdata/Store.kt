/* Stores things in files. */
@file:JvmName("Stores")

package org.example.store

import kotlinx.coroutines.flow.Flow
import java.io.File as Path
import org.example.util.*

/**
 * A store.
 */
@Serializable
@Suppress("unused")
abstract class Store<T : Any>(
    private val name: String,
    val sizes: List<Int> = emptyList(),
) : Base<T>(name), Reader<T> where T : Comparable<T> {
    var count: Int = 0
        private set(value) { field = value }
    val empty: Boolean
        get() = count == 0 && name.isNotEmpty()
    private val twice = { x: Int -> if (x > 0) x * 2 else 0 }

    init {
        register(this)
    }

    constructor(name: String, vararg rest: Int) : this(name)

    /** Finds [key]. */
    @Throws(IOException::class)
    override suspend fun find(key: String, index: Map<String, T>?): T? {
        if (key.isEmpty() || index == null) {
            return null
        } else if (key == "a") {
            for (k in index.keys) {
                while (k != key) { break }
            }
        } else {
            do { next() } while (more())
        }
        when (key) {
            "x", "y" -> find(key, index)
            is String -> {}
            else -> println("$key")
        }
        try {
            list.map { it -> it ?: 0 }.forEach(::println)
        } catch (e: IllegalStateException) {
            throw StoreException(e)
        }
        fun local(n: Int) = n + 1
        return index[key]?.let { load(it) }
    }

    abstract fun <R> load(type: Class<R>): R

    protected open fun String.shout(): String = uppercase()

    inner class Cursor(val at: Int)

    companion object {
        const val LIMIT = 10
        @JvmStatic fun of(name: String): Store<*> = TODO()
    }
}

data class Point(val x: Int, val y: Int)

sealed interface Shape {
    fun area(): Double
    object Empty : Shape { override fun area() = 0.0 }
}

enum class Level(val weight: Int) {
    LOW(1), HIGH(2);

    fun next() = values()[ordinal + 1]
}

object Registry {
    internal fun register(store: Store<*>) {}
}

typealias Handler<T> = (T) -> Unit

fun interface Action { fun run() }

infix fun Int.plus2(other: Int): Int = this + other

class StoreTest {
    @Test fun `finds things`() {}
}
