/* Stores things. */
package org.example.store

import scala.collection.mutable.{Map => MMap, Set}
import java.util._
import org.example.Base

/** A store. */
@deprecated("x")
abstract class Store[T <: Comparable[T]](name: String, val sizes: Seq[Int] = Nil)(implicit ctx: Ctx)
    extends Base[T](name) with Reader[T] {
  private val limit = 10
  val twice: Int => Int = x => if (x > 0) x * 2 else 0

  def this(name: String) = this(name, Nil)

  /** Finds. */
  @throws[IOException]
  override protected def find(key: String, index: Map[String, T] = Map.empty)(implicit e: Ctx): Option[T] = {
    if (key.isEmpty || index == null && limit > 0) {
      None
    } else if (key == "a") {
      for (k <- index.keys if k != key) {
        while (true) { next() }
      }
    } else {
      do { next() } while (more())
    }
    key match {
      case "x" | "y" => find(key, index)
      case k if k.length > 3 => None
      case _ => Some(1)
    }
    try {
      load(key)
    } catch {
      case e: IllegalStateException => throw new StoreException(e)
      case _ => ()
    }
    def local(n: Int): Int = n + 1
    index.get(key).map(x => x + 1).filter(_ > 0)
  }

  def load[R](key: String): R
  def ++(other: Store[T]): Store[T] = this
}

trait Reader[T] {
  def read(key: String): T
  type Key
}

case class Point(x: Int, y: Int)

sealed trait Shape
case object Empty extends Shape

object Store {
  def apply(name: String): Store[_] = ???
  implicit class Ops(val s: String) { def shout = s.toUpperCase }
  type Handler[T] = T => Unit
}

package object util {
  def helper = 1
}
