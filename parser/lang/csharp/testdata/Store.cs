// Stores things.
using System;
using System.Collections.Generic;
using IO = System.IO;
using static System.Math;

namespace Shop.Stores
{
    /// <summary>
    /// A store.
    /// </summary>
    [Serializable, Obsolete("x")]
    public abstract partial class Store<T> : Base<T>, IReader where T : class, new()
    {
        private const int Limit = 10;
        private readonly Func<int, int> twice = x => x > 0 ? x * 2 : 0;
        public event EventHandler Changed;

        /// <summary>Makes one.</summary>
        protected Store(string name, params int[] sizes) : base(name)
        {
            this.Name = name;
        }

        ~Store() { }

        public string Name { get; private set; }

        public int Size
        {
            get { return items.Count > 0 ? items.Count : 0; }
            set => items.Capacity = value;
        }

        public bool Empty => items.Count == 0 && Name != null;

        public T this[int i] { get => items[i]; }

        [Test]
        public async Task<T> FindAsync(string key, IDictionary<string, T> index = null)
        {
            if (key == null || key.Length == 0 && index != null)
            {
                return default;
            }
            else if (key == "a")
            {
                foreach (var k in index.Keys)
                {
                    while (k != key) { break; }
                }
            }
            else
            {
                do { Next(); } while (More());
            }
            switch (key)
            {
                case "x":
                case "y":
                    return await FindAsync(key, index);
                default:
                    goto done;
            }
            var n = key switch { "a" => 1, _ => 2 };
            for (int i = 0; i < 3; i++) { }
            try
            {
                var r = new Runner<T>(key ?? "");
                r?.Run();
            }
            catch (InvalidOperationException e) when (e.Data != null)
            {
                throw new StoreException(e);
            }
            int Local(int x) => x + 1;
        done:
            return index[key];
        }

        public abstract R Load<R>(Type type);

        public static bool operator ==(Store<T> a, Store<T> b) => true;
        public static implicit operator string(Store<T> s) => s.Name;

        public IEnumerable<int> Numbers() { yield return 1; }

        private enum Level { Low, High }
    }

    public interface IReader { void Read(string key); }

    public record Point(int X, int Y);

    public readonly struct Pair { public int A { get; init; } }

    public delegate void Handler(object sender, EventArgs e);
}
