<?php
namespace Acme\Jobs;

function run(Queue $queue, $thing)
{
    $queue->push(1);
    $thing->drainAll();
    return new Queue();
}
